using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Halext.Application.Accounts.SignIn;
using Halext.Domain.Accounts;
using Halext.Infrastructure.Common.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Halext.Infrastructure.Accounts;

/// <summary>What a valid access token says.</summary>
internal sealed record AccessTokenClaims(int UserId, Guid SessionId, Guid SecurityStamp, DateTimeOffset ExpiresAt);

/// <summary>
/// Access tokens as JWT (RFC 7519), signed with HS256. Claims: sub, jti, iat, exp, iss, aud, type, sid (the session, OpenID Connect
/// Front-Channel Logout §3) and stamp (the account's security stamp).
/// </summary>
internal sealed class JwtAccessTokens : IAccessTokens
{
    public const string Issuer = "halext";
    private const string AccessType = "access";

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = 4096 };
    private readonly SigningCredentials _signing;
    private readonly TokenValidationParameters _validation;
    private readonly TimeProvider _clock;

    public JwtAccessTokens(HalextSettings settings, TimeProvider clock)
    {
        // A key of its own, so that what else is made of SECRET_KEY can never pass for a token.
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(settings.SecretKey), 32, info: "halext access token"u8.ToArray());
        _signing = new SigningCredentials(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256);
        _clock = clock;
        _validation = new TokenValidationParameters
        {
            IssuerSigningKey = _signing.Key,
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            // Checked here against TimeProvider, without clock skew: issuer and verifier share the clock.
            ValidateLifetime = false,
        };
    }

    public string Issue(User user, Guid sessionId, DateTimeOffset expiresAt)
    {
        var payload = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["sub"] = user.Id.ToString(CultureInfo.InvariantCulture),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = _clock.GetUtcNow().ToUnixTimeSeconds(),
            ["exp"] = expiresAt.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["aud"] = Issuer,
            ["type"] = AccessType,
            ["sid"] = sessionId.ToString("N"),
            ["stamp"] = user.SecurityStamp.ToString("N"),
        });
        return _handler.CreateToken(payload, _signing);
    }

    /// <summary>The claims of a genuine access token, expired or not; null for anything else.</summary>
    public AccessTokenClaims? Read(string token)
    {
        // Three parts: a signed token. Five would be an encrypted one, which nobody issues here and which costs CPU to refuse.
        if (token.Length > 4096 || token.Count(c => c == '.') != 2)
            return null;

        var result = _handler.ValidateToken(token, _validation);
        return result.IsValid
            && result.SecurityToken is JsonWebToken { Alg: SecurityAlgorithms.HmacSha256 } jwt
            && jwt.TryGetPayloadValue("type", out string type) && type == AccessType
            && int.TryParse(jwt.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
            && jwt.TryGetPayloadValue("sid", out string sid) && Guid.TryParseExact(sid, "N", out var session)
            && jwt.TryGetPayloadValue("stamp", out string stampText) && Guid.TryParseExact(stampText, "N", out var stamp)
            && jwt.TryGetPayloadValue("exp", out long exp)
                ? new AccessTokenClaims(userId, session, stamp, DateTimeOffset.FromUnixTimeSeconds(exp))
                : null;
    }
}
