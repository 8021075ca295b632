using System.Net.Http.Headers;

namespace Halext.WebApi.Common.Errors;

/// <summary>Refuses bodies in other encodings than UTF-8 (and its part ASCII), which the framework would fail on or read wrongly.</summary>
internal static class CharsetCheck
{
    public static IApplicationBuilder UseCharsetCheck(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && type.CharSet?.Trim('"').ToLowerInvariant() is not (null or "" or "utf-8" or "utf8" or "us-ascii"))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        return next(context);
    });
}
