namespace Halext.Domain.Accounts;

/// <summary>
/// One link of a rotating chain (OAuth 2.0 Security BCP, RFC 9700 §4.14.2): each use consumes the token and issues the next of the same
/// family. A consumed token that comes back means theft of one of the two holders, so the family is revoked.
/// </summary>
public sealed class RefreshToken
{
    private RefreshToken(int userId, Guid familyId, Guid securityStamp, byte[] tokenHash, DateTimeOffset createdAt, DateTimeOffset expiresAt)
    {
        UserId = userId;
        FamilyId = familyId;
        SecurityStamp = securityStamp;
        TokenHash = tokenHash;
        CreatedAt = createdAt;
        ExpiresAt = expiresAt;
    }

    public long Id { get; private set; }

    public int UserId { get; private set; }

    /// <summary>The session: shared by all tokens that descend from one sign-in, and carried by its access tokens as <c>sid</c>.</summary>
    public Guid FamilyId { get; private set; }

    /// <summary>The account's stamp when it was issued: a password that changes meanwhile ends tokens that were not stored yet, too.</summary>
    public Guid SecurityStamp { get; private set; }

    /// <summary>SHA-256 of the token, 32 bytes. The token itself is random enough to need no salt, and is never stored.</summary>
    public byte[] TokenHash { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? ConsumedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public static RefreshToken Issue(User user, Guid familyId, byte[] tokenHash, DateTimeOffset now, TimeSpan lifetime) =>
        new(user.Id, familyId, user.SecurityStamp, tokenHash, now, now + lifetime);
}
