using System.Security.Claims;
using System.Text.Encodings.Web;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Halext.WebApi.Common.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Halext.WebApi.Common.Security;

/// <summary>
/// Reads <c>Authorization: Bearer</c> (an access token, or an API key as OpenAI's clients send theirs) or <c>X-API-Key</c>, and sets the
/// current user. Pages of Halext's own send a cookie instead. It only says who is there; the pipeline's authorization says what they may do.
/// </summary>
internal sealed class HalextAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ICredentialVerifier verifier,
    CurrentUser currentUser) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Halext";
    public const string ApiKeyHeader = "X-API-Key";
    private const string BearerPrefix = "Bearer ";

    private static readonly Error TwoCredentials =
        Error.Unauthenticated("Send one credential: either an access token in Authorization or an API key in X-API-Key, not both.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        Result<Actor> outcome;
        try
        {
            if (await Verify(Context.RequestAborted) is not { } verified)
                return AuthenticateResult.NoResult();
            outcome = verified;
        }
        catch (Exception e) when (ProblemExceptionHandler.IsOutage(e))
        {
            // What needs nobody to be signed in still works, such as telling how the server is doing.
            outcome = ProblemExceptionHandler.DatabaseOutage;
        }

        currentUser.Set(outcome);
        if (outcome.Failed)
            return AuthenticateResult.Fail(outcome.Error.Message);
        var identity = new ClaimsIdentity([new Claim("sub", outcome.Value.UserId.ToString(System.Globalization.CultureInfo.InvariantCulture))], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private async ValueTask<Result<Actor>?> Verify(CancellationToken ct)
    {
        var authorization = Request.Headers.Authorization;
        var apiKeys = Request.Headers[ApiKeyHeader];
        var bearer = authorization.Count == 1 && authorization[0]!.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? authorization[0]![BearerPrefix.Length..].Trim()
            : null;

        if (authorization.Count + apiKeys.Count > 1)
            return TwoCredentials;
        if (apiKeys.Count == 1)
            return await verifier.VerifyApiKey(apiKeys[0]!.Trim(), ct);
        if (bearer is null)
            return authorization.Count == 0 ? await VerifyPageSession(ct) : null;
        return bearer.StartsWith(ApiKey.Marker, StringComparison.Ordinal)
            ? await verifier.VerifyApiKey(bearer, ct)
            : await verifier.VerifyAccessToken(bearer, ct);
    }

    private async ValueTask<Result<Actor>?> VerifyPageSession(CancellationToken ct)
    {
        if (PageSession.AccessToken(Context) is not { Length: > 0 } token)
            return null;
        return PageSession.IsForged(Request) ? PageSession.Forged : await verifier.VerifyAccessToken(token, ct);
    }
}

internal static class AuthenticationServices
{
    /// <summary>The core of authentication only: the full set brings cookies, and keys to protect them with, that nobody uses here.</summary>
    public static void AddHalextAuthentication(this IServiceCollection services)
    {
        services.AddWebEncoders();
        services.AddScoped<HalextAuthenticationHandler>();
        services.AddAuthenticationCore(options =>
        {
            options.AddScheme<HalextAuthenticationHandler>(HalextAuthenticationHandler.SchemeName, displayName: null);
            options.DefaultScheme = HalextAuthenticationHandler.SchemeName;
        });
    }
}
