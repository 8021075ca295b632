namespace Halext.Domain.Assistant;

/// <summary>A key for a provider: a person's own, or one that an administrator gives to all.</summary>
public sealed class ProviderCredential
{
    public const int ProviderMaxLength = 20;
    public const int KeyMaxLength = 1_000;
    public const int ProtectedKeyMaxLength = 8_000;
    public const int NameMaxLength = 100;

    private ProviderCredential(int? ownerId, string provider, string protectedKey, string keyName, string? model, DateTimeOffset createdAt)
    {
        (OwnerId, Provider, ProtectedKey, KeyName, Model) = (ownerId, provider, protectedKey, keyName, model);
        (CreatedAt, UpdatedAt) = (createdAt, createdAt);
    }

    public int Id { get; private set; }

    /// <summary>Null when it is for everybody.</summary>
    public int? OwnerId { get; private set; }

    /// <summary>As in <see cref="ProviderKeys"/>.</summary>
    public string Provider { get; private set; }

    /// <summary>Encrypted for this owner and provider.</summary>
    public string ProtectedKey { get; private set; }

    public string KeyName { get; private set; }

    /// <summary>The provider's model that whoever has this key asks first.</summary>
    public string? Model { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public static ProviderCredential Create(
        int? ownerId, string provider, string protectedKey, string? keyName, string? model, DateTimeOffset now) =>
        new(ownerId, provider, protectedKey, NameOr(keyName, $"{provider}-default"), Blank(model), now);

    /// <summary>Puts another key in its place; the name and the model stay unless new ones are given.</summary>
    public void Replace(string protectedKey, string? keyName, string? model, DateTimeOffset now)
    {
        ProtectedKey = protectedKey;
        KeyName = NameOr(keyName, KeyName);
        Model = Blank(model) ?? Model;
        UpdatedAt = now;
    }

    /// <summary>A key as it may be shown: its last four characters, if it is longer than that.</summary>
    public static string Mask(string key) => key.Length <= 4 ? new string('*', key.Length) : new string('*', key.Length - 4) + key[^4..];

    private static string NameOr(string? name, string usual) => Blank(name) ?? usual;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
