namespace Halext.Domain.Accounts;

/// <summary>Permission to set a new password once, sent by mail.</summary>
public sealed class PasswordReset
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private PasswordReset(int userId, byte[] tokenHash, DateTimeOffset expiresAt)
    {
        UserId = userId;
        TokenHash = tokenHash;
        ExpiresAt = expiresAt;
    }

    public int Id { get; private set; }

    public int UserId { get; private set; }

    /// <summary>SHA-256 of the token, 32 bytes.</summary>
    public byte[] TokenHash { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public static PasswordReset Issue(int userId, byte[] tokenHash, DateTimeOffset now) => new(userId, tokenHash, now + Lifetime);
}
