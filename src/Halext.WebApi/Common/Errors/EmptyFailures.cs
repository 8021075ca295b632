using Halext.Domain.Common;
using Microsoft.AspNetCore.Diagnostics;

namespace Halext.WebApi.Common.Errors;

/// <summary>Gives a body to the failures that the framework leaves without: no such route, wrong method, wrong content type.</summary>
internal static class EmptyFailures
{
    public static Task Write(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var path = http.Request.PathBase + http.Request.Path;
        var error = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new Error("RESOURCE_NOT_FOUND", ErrorKind.NotFound, $"There is nothing at '{path}'."),
            StatusCodes.Status405MethodNotAllowed =>
                new Error("METHOD_NOT_ALLOWED", ErrorKind.Invalid, $"'{path}' does not take {http.Request.Method}; it takes {http.Response.Headers.Allow}."),
            StatusCodes.Status413PayloadTooLarge => new Error("PAYLOAD_TOO_LARGE", ErrorKind.Invalid, "The request body is too large."),
            StatusCodes.Status415UnsupportedMediaType => ProblemExceptionHandler.Unsupported(http),
            _ => new Error("REQUEST_FAILED", ErrorKind.Invalid, "The request cannot be answered."),
        };
        return Problems.Write(http, http.Response.StatusCode, error);
    }
}
