using Halext.Application.Accounts.SignIn;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Errors;
using Halext.WebApi.Common.Security;

namespace Halext.WebApi.Operations.Jobs;

/// <summary>What the page of jobs needs beyond the API of jobs: its files, and its session. Nobody else should call this, so OpenAPI has none of it.</summary>
internal sealed class JobPageEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/admin/jobs").AllowAnonymous().ExcludeFromDescription();
        page.MapGet("/page/{version}/{file}", ReadPageFile);
        var session = page.MapGroup("").AcceptPageSession().AddEndpointFilter(RefuseForged);
        session.MapPost("/session", SignInAsAdmin).RequireRateLimiting(RateLimiting.SignIn);
        session.MapPut("/session", ContinueSession);
        session.MapDelete("/session", SignOut);
    }

    private static IResult ReadPageFile(string version, string file) => JobPage.File(version, file);

    private static async Task<IResult> SignInAsAdmin(SignInAsAdmin body, ISender sender, HttpContext context, CancellationToken ct)
    {
        var session = await sender.Send(body, ct);
        if (session.Failed)
            return new ProblemReply(session.Error);
        PageSession.Open(context, session.Value);
        return TypedResults.Json(new PageUserDto(session.Value.User.Username));
    }

    /// <summary>Who is signed in, with a new access token where the old one has ended; nobody is an answer, too.</summary>
    private static async Task<IResult> ContinueSession(ISender sender, ICurrentUser user, HttpContext context, CancellationToken ct)
    {
        if (user.Actor is { IsAdmin: true })
            return TypedResults.Json(new PageUserDto((await sender.Send(new GetAccount(), ct)).Value?.Username));
        if (user.Refusal == ProblemExceptionHandler.DatabaseOutage)
            return new ProblemReply(user.Refusal);
        if (user.Actor is null && context.Request.Cookies[PageSession.RefreshCookie] is { Length: > 0 } token
            && await sender.Send(new RefreshSession(token), ct) is { Failed: false, Value.User.IsAdmin: true } session)
        {
            PageSession.Open(context, session.Value);
            return TypedResults.Json(new PageUserDto(session.Value.User.Username));
        }

        PageSession.Close(context);
        return TypedResults.Json(new PageUserDto(null));
    }

    /// <summary>The access token may have ended before; then the other cookie would still open a new one.</summary>
    private static async Task<IResult> SignOut(ISender sender, ICurrentUser user, HttpContext context, CancellationToken ct)
    {
        if (user.Actor is not null)
            await sender.Send(new SignOut(), ct);
        if (context.Request.Cookies[PageSession.RefreshCookie] is { Length: > 0 } token)
            await sender.Send(new EndSession(token), ct);
        PageSession.Close(context);
        return TypedResults.NoContent();
    }

    private static async ValueTask<object?> RefuseForged(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        PageSession.IsForged(context.HttpContext.Request) ? new ProblemReply(PageSession.Forged) : await next(context);
}

/// <param name="Username">Null when nobody is signed in.</param>
internal sealed record PageUserDto(string? Username);
