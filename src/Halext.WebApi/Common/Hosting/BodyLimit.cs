using Microsoft.AspNetCore.Http.Features;

namespace Halext.WebApi.Common.Hosting;

/// <summary>Refuses bodies that announce to be too large, before they are read.</summary>
internal static class BodyLimit
{
    public static IApplicationBuilder UseBodyLimit(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is null or { IsReadOnly: true } || !(context.Request.ContentLength > limit.MaxRequestBodySize))
            return next(context);

        // Kestrel resets the connection of a body that it may not read, and a proxy that is still sending reports 502 instead of this
        // answer. Without a limit Kestrel throws the rest away, for five seconds at most.
        limit.MaxRequestBodySize = null;
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    });
}
