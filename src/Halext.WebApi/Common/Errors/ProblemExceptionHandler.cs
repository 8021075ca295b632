using System.Text.Json;
using System.Text.RegularExpressions;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Halext.WebApi.Common.Errors;

/// <summary>Turns what was thrown into the standard body: unreadable input 4xx, outages 503, and everything else 500 without internals.</summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    /// <summary>A client that went away; nobody reads the answer (nginx's number for it).</summary>
    private const int ClientClosedRequest = 499;

    internal static readonly Error DatabaseOutage =
        Error.Unavailable("The database does not answer; try again in a moment.") with { RetryAfter = TimeSpan.FromSeconds(5) };

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                httpContext.Response.StatusCode = ClientClosedRequest;
                return true;
            case BadHttpRequestException bad:
                await WriteBadRequest(httpContext, bad);
                return true;
            case JsonException json:
                await Problems.Write(httpContext, JsonError(json));
                return true;
        }

        if (Find<PostgresException>(exception) is { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter })
        {
            await Problems.Write(httpContext, Error.Invalid("A text contains a character that cannot be stored."));
            return true;
        }

        if (IsOutage(exception))
        {
            LogOutage(logger, exception);
            await Problems.Write(httpContext, DatabaseOutage);
            return true;
        }

        LogBug(logger, exception);
        await Problems.Write(
            httpContext,
            StatusCodes.Status500InternalServerError,
            new Error("INTERNAL_SERVER_ERROR", ErrorKind.Unavailable, "Something went wrong on the server; the trace id helps its operator to find it."));
        return true;
    }

    private static Task WriteBadRequest(HttpContext context, BadHttpRequestException exception)
    {
        switch (exception.StatusCode)
        {
            case StatusCodes.Status413PayloadTooLarge:
                return Problems.Write(context, exception.StatusCode, new Error("PAYLOAD_TOO_LARGE", ErrorKind.Invalid, "The request body is too large."));
            case StatusCodes.Status415UnsupportedMediaType:
                return Problems.Write(context, exception.StatusCode, Unsupported(context));
            case StatusCodes.Status408RequestTimeout:
                return Problems.Write(context, exception.StatusCode, new Error("REQUEST_TIMEOUT", ErrorKind.Invalid, "The request body came too slowly."));
        }

        // Malformed JSON is reported to anybody; what is wrong with fields only to those who may send them.
        var json = exception.InnerException as JsonException;
        var isMalformed = json?.InnerException is JsonException;
        if (!isMalformed && !IsPublic(context) && context.RequestServices.GetRequiredService<ICurrentUser>() is { Actor: null } user)
            return Problems.Write(context, user.Refusal ?? Error.Unauthenticated("Not authenticated: send an access token or an API key."));

        return Problems.Write(context, json is not null ? JsonError(json) : ParameterError(exception));
    }

    private static bool IsPublic(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    internal static Error Unsupported(HttpContext context) =>
        new(
            "UNSUPPORTED_MEDIA_TYPE",
            ErrorKind.Invalid,
            context.Request.ContentType is { } type ? $"The content type '{type}' is not supported here." : "The request needs a Content-Type.");

    private static Error JsonError(JsonException exception)
    {
        var isTooDeep = exception.Message.StartsWith("The maximum configured depth", StringComparison.Ordinal);
        if (exception.InnerException is JsonException && !isTooDeep)
            return Error.Invalid($"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}).");

        // "$.labels[0]" is the field labels[0]; "$" is the body itself.
        var field = exception.Path is { Length: > 2 } path ? path[2..] : "body";
        var reason = exception.Message.Split(" Path: ")[0];
        var text = isTooDeep ? "nests too deeply." : reason.StartsWith("The JSON value", StringComparison.Ordinal) ? "has the wrong type." : reason;
        return Error.Invalid(field, $"{field}: {text}");
    }

    private static Error ParameterError(BadHttpRequestException exception)
    {
        var match = BindingFailure().Match(exception.Message);
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups["name"].Value);
        return match.Success
            ? Error.Invalid(name, $"{name} has no valid value.")
            : Error.Invalid("The request cannot be read: it lacks a body or a parameter, or one has the wrong form.");
    }

    internal static bool IsOutage(Exception exception) =>
        Find<NpgsqlException>(exception) is { } e
        && (e is not PostgresException postgres
            ? e.IsTransient || e.InnerException is System.Net.Sockets.SocketException or IOException or TimeoutException
            // Connection exceptions, insufficient resources, operator intervention (shutdown, crash): PostgreSQL documentation, appendix A.
            : postgres.SqlState[..2] is "08" or "53" or "57" && postgres.SqlState != PostgresErrorCodes.QueryCanceled);

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
                return found;
        }

        return null;
    }

    [GeneratedRegex("""^Failed to bind parameter "\S+ (?<name>\S+)" from""")]
    private static partial Regex BindingFailure();

    [LoggerMessage(Level = LogLevel.Error, Message = "Unhandled exception")]
    private static partial void LogBug(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database does not answer")]
    private static partial void LogOutage(ILogger logger, Exception exception);
}
