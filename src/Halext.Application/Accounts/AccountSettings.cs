namespace Halext.Application.Accounts;

/// <summary>What the operator decides about accounts.</summary>
/// <param name="AccessCode">What registration demands; null when it is open.</param>
/// <param name="AccessTokenLifetime">How long an access token is good.</param>
/// <param name="RefreshTokenLifetime">How long a session lives without being used.</param>
/// <param name="PublicUrl">Where people reach this server, for links in mails; no trailing slash.</param>
/// <param name="DeletionGrace">How long after somebody has asked for it an account is deleted; zero for at once.</param>
public sealed record AccountSettings(
    string? AccessCode, TimeSpan AccessTokenLifetime, TimeSpan RefreshTokenLifetime, string PublicUrl, TimeSpan DeletionGrace);
