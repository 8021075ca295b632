using Halext.Application.Accounts.SignIn;
using Halext.Domain.Common;

namespace Halext.WebApi.Common.Security;

/// <summary>
/// The session of a page that this server serves to a browser: the same two tokens that clients get, in cookies that scripts cannot read.
/// Only routes that say so take them for a credential.
/// </summary>
/// <remarks>
/// Another site cannot ride on the cookies: they are SameSite=Strict, and what changes something must carry a header that a page of another
/// origin could only send after a preflight, which the server never allows with credentials. They have no Path, so that the browser uses
/// the directory that it asked in: whatever prefix a proxy keeps or strips, nothing but the page's own routes gets them.
/// </remarks>
internal static class PageSession
{
    public const string AccessCookie = "halext_page";
    public const string RefreshCookie = "halext_page_refresh";

    /// <summary>The header that says that the page itself asks; its value means nothing.</summary>
    public const string Header = "X-Halext-Page";

    public static readonly Error Forged = new("CSRF_REFUSED", ErrorKind.Forbidden, $"This did not come from Halext's own page: the header {Header} is missing.");

    /// <summary>Lets routes take the cookie for a credential.</summary>
    public static TBuilder AcceptPageSession<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Accepted());

    /// <summary>The access token of the page's session, where this route takes it.</summary>
    public static string? AccessToken(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Accepted>() is null ? null : context.Request.Cookies[AccessCookie];

    /// <summary>Whether something is to change that the page did not ask for.</summary>
    public static bool IsForged(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && (request.Headers[Header].Count == 0 || request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin");

    public static void Open(HttpContext context, SessionDto session)
    {
        context.Response.Cookies.Append(AccessCookie, session.AccessToken, Cookie(context, TimeSpan.FromSeconds(session.ExpiresIn)));

        // Ends with the browser.
        context.Response.Cookies.Append(RefreshCookie, session.RefreshToken, Cookie(context, null));
    }

    public static void Close(HttpContext context)
    {
        context.Response.Cookies.Append(AccessCookie, "", Cookie(context, TimeSpan.Zero));
        context.Response.Cookies.Append(RefreshCookie, "", Cookie(context, TimeSpan.Zero));
    }

    private static CookieOptions Cookie(HttpContext context, TimeSpan? maxAge) =>
        new() { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = null, MaxAge = maxAge };

    private sealed class Accepted;
}
