using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Halext.WebApi.Common.Errors;

/// <summary>Writes failures; the only place that knows which HTTP status a failure has.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    /// <summary>What the official clients of OpenAI and Anthropic heed: <c>false</c> keeps them from asking again by themselves.</summary>
    public const string ShouldRetryHeader = "X-Should-Retry";

    /// <summary>Failures for which the clients of the learning assistant look at the status 400.</summary>
    private static readonly Dictionary<string, int> KnownOtherwise = new()
    {
        [AccountErrors.AdminAccount.Code] = StatusCodes.Status400BadRequest,
        [AccountErrors.InvalidCancelToken.Code] = StatusCodes.Status400BadRequest,
    };

    /// <summary>The one table from kinds of failure to HTTP.</summary>
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden or ErrorKind.LimitExceeded => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new UnreachableException(),
    };

    /// <summary>The status of a failure: that of its kind, unless clients know this one by another.</summary>
    public static int StatusOf(Error error) => KnownOtherwise.TryGetValue(error.Code, out var status) ? status : StatusOf(error.Kind);

    public static Task Write(HttpContext context, Error error) => Write(context, StatusOf(error), error);

    /// <summary>For the statuses that no use case knows, such as 405 and 413.</summary>
    public static Task Write(HttpContext context, int status, Error error)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (error.RetryAfter is { } delay)
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (error.IsLasting)
            response.Headers[ShouldRetryHeader] = "false";
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;

        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return response.WriteAsJsonAsync(Body(context, status, error), options, ContentType, context.RequestAborted);
    }

    private static ProblemBody Body(HttpContext context, int status, Error error)
    {
        var fields = error.Fields?.ToDictionary(f => FieldName(f.Key), f => f.Value);
        return new ProblemBody(
            "urn:halext:error:" + error.Code.ToLowerInvariant(),
            TitleOf(status),
            status,
            error.Message,
            context.Request.PathBase + context.Request.Path,
            error.Code,
            error.Message,
            status,
            new ProblemError(error.Code, error.Message, TypeOf(status), fields?.Keys.FirstOrDefault(), fields),
            fields,
            Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
    }

    /// <summary>Use cases name fields as they are in code, clients as they are on the wire: <c>Labels[0].DueDate</c> is <c>labels[0].due_date</c>.</summary>
    private static string FieldName(string name) =>
        string.Join('.', name.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));

    private static string TitleOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Bad request",
        StatusCodes.Status401Unauthorized => "Not signed in",
        StatusCodes.Status403Forbidden => "Not allowed",
        StatusCodes.Status404NotFound => "Not found",
        StatusCodes.Status405MethodNotAllowed => "Method not allowed",
        StatusCodes.Status409Conflict => "Conflict",
        StatusCodes.Status413PayloadTooLarge => "Body too large",
        StatusCodes.Status415UnsupportedMediaType => "Unsupported media type",
        StatusCodes.Status422UnprocessableEntity => "Validation failed",
        StatusCodes.Status429TooManyRequests => "Too many requests",
        StatusCodes.Status500InternalServerError => "Internal server error",
        StatusCodes.Status503ServiceUnavailable => "Service unavailable",
        _ => "Request failed",
    };

    /// <summary>What the AI vendors call such a failure.</summary>
    internal static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
