using Halext.Application.Accounts.SignIn;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Accounts.Users;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Security;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Accounts.SignIn;

internal sealed class SignInEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        // The token comes in a form, not in a cookie: there is no session that another site could ride on.
        app.MapPost("/token", SignInByForm).WithTags("Sign-in").AllowAnonymous().RequireRateLimiting(RateLimiting.SignIn).DisableAntiforgery()
            .Produces(StatusCodes.Status401Unauthorized);
        MapAuth(app.MapGroup("/auth"));
        MapAuth(app.MapGroup("/v1/auth"));
    }

    private static void MapAuth(RouteGroupBuilder auth)
    {
        auth.WithTags("Sign-in");
        auth.MapPost("/register", RegisterAndSignIn).AllowAnonymous().RequireRateLimiting(RateLimiting.SignIn).Produces(StatusCodes.Status401Unauthorized);
        auth.MapPost("/login", SignInWithPassword).AllowAnonymous().RequireRateLimiting(RateLimiting.SignIn).Produces(StatusCodes.Status401Unauthorized);
        auth.MapPost("/refresh", RefreshSession).AllowAnonymous().Produces(StatusCodes.Status401Unauthorized);
        auth.MapPost("/logout", SignOut);
        auth.MapGet("/me", GetAccount);
        auth.MapPost("/change-password", ChangePassword).RequireRateLimiting(RateLimiting.SignIn);
        auth.MapPost("/forgot-password", ForgotPassword).AllowAnonymous().RequireRateLimiting(RateLimiting.SignIn);
        auth.MapPost("/reset-password", ResetPassword).AllowAnonymous().RequireRateLimiting(RateLimiting.SignIn);
    }

    /// <summary>OAuth 2.0's password grant (RFC 6749 §4.3); client fields and scopes are read by nobody.</summary>
    private static Task<OkReply<SessionDto>> SignInByForm(
        [FromForm] string? username, [FromForm] string? password, [FromForm(Name = "grant_type")] string? grantType, ISender sender, CancellationToken ct) =>
        sender.Send(new SignInWithPassword(username, password!) { GrantType = grantType }, ct).ToOk();

    private static Task<OkReply<SessionDto>> SignInWithPassword(SignInWithPassword body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<CreatedReply<SessionDto>> RegisterAndSignIn(
        RegisterUser body, [FromHeader(Name = UserEndpoints.AccessCodeHeader)] string? accessCode, ISender sender, CancellationToken ct) =>
        sender.Send(new RegisterAndSignIn(body with { AccessCode = accessCode }), ct).ToCreated();

    private static Task<OkReply<SessionDto>> RefreshSession(RefreshSession body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<MessageDto>> SignOut(ISender sender, CancellationToken ct) => sender.Send(new SignOut(), ct).ToOk();

    private static Task<OkReply<AccountDto>> GetAccount(ISender sender, CancellationToken ct) => sender.Send(new GetAccount(), ct).ToOk();

    private static Task<OkReply<SessionDto>> ChangePassword(ChangePassword body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<MessageDto>> ForgotPassword(ForgotPassword body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<MessageDto>> ResetPassword(ResetPassword body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();
}
