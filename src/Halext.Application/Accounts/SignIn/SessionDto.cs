using Halext.Application.Accounts.Users;

namespace Halext.Application.Accounts.SignIn;

/// <summary>A signed-in session. <c>ExpiresIn</c> is the access token's life in seconds, <c>ExpiresAt</c> its end.</summary>
public sealed record SessionDto(
    string AccessToken, string TokenType, int ExpiresIn, DateTimeOffset ExpiresAt, string RefreshToken, UserSummaryDto User);
