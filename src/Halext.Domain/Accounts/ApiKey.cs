namespace Halext.Domain.Accounts;

/// <summary>What an API key may do. A signed-in session may do everything its user may.</summary>
public enum ApiScope
{
    /// <summary>Queries.</summary>
    Read,

    /// <summary>Commands.</summary>
    Write,
}

/// <summary>A long-lived credential for programs that act for a user.</summary>
public sealed class ApiKey
{
    public const int NameMaxLength = 100;

    /// <summary>Every key begins with this, so that a leaked one is recognized by scanners and by the sign-in code.</summary>
    public const string Marker = "hlx_";

    /// <summary>How many characters of the key are kept for people to recognize it by.</summary>
    public const int PrefixLength = 12;

    private ApiKey(int userId, string name, string prefix, byte[] keyHash)
    {
        UserId = userId;
        Name = name;
        Prefix = prefix;
        KeyHash = keyHash;
    }

    public int Id { get; private set; }

    public int UserId { get; private set; }

    public string Name { get; private set; }

    public string Prefix { get; private set; }

    /// <summary>SHA-256 of the key, 32 bytes. The key is shown once and never stored.</summary>
    public byte[] KeyHash { get; private set; }

    public bool CanRead { get; private set; }

    public bool CanWrite { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Right to within a minute: it is not written on every use.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public static ApiKey Create(
        int userId, string name, string key, byte[] keyHash, IReadOnlyCollection<ApiScope> scopes, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        new(userId, name.Trim(), key[..PrefixLength], keyHash)
        {
            CanRead = scopes.Contains(ApiScope.Read),
            CanWrite = scopes.Contains(ApiScope.Write),
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };

    /// <summary>Ends the key for good; revoking twice keeps the first instant.</summary>
    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
