using Halext.Domain.Common;
using Halext.WebApi.Common.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Halext.WebApi.Common.Security;

/// <summary>
/// Refuses bodies that announce more than the route takes. Kestrel would do so too, but hangs up while the client still sends, and a
/// client that is still sending seldom gets to read the 413: what is moderately too large is read and thrown away first.
/// </summary>
internal static class BodyLimit
{
    /// <summary>How many times the limit is still worth reading for the sake of a readable answer.</summary>
    private const int DrainFactor = 4;

    public static IApplicationBuilder UseBodyLimit(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var feature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (feature?.MaxRequestBodySize is not { } limit || !(context.Request.ContentLength > limit))
        {
            await next(context);
            return;
        }

        if (context.Request.ContentLength <= limit * DrainFactor && !feature.IsReadOnly)
        {
            feature.MaxRequestBodySize = null;
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }

        await Problems.Write(
            context,
            StatusCodes.Status413PayloadTooLarge,
            new Error("PAYLOAD_TOO_LARGE", ErrorKind.Invalid, $"The request body is too large; this route takes {limit} bytes."));
    });
}
