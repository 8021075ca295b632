namespace Halext.WebApi.Common.Security;

/// <summary>Headers that keep browsers from doing what an API never needs.</summary>
internal static class SecurityHeaders
{
    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>The API's documentation pages bring their own scripts, styles and pictures.</summary>
    private const string PagePolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, bool isProduction) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        context.Response.OnStarting(() =>
        {
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            if (headers.ContentSecurityPolicy.Count == 0)
                headers.ContentSecurityPolicy = context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true ? PagePolicy : ApiPolicy;
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = "no-store";
            if (isProduction && context.Request.IsHttps)
                headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        });
        return next(context);
    });
}
