using System.Diagnostics;
using System.Text.RegularExpressions;
using Halext.Application.Common.Security;
using Microsoft.AspNetCore.Diagnostics;

namespace Halext.WebApi.Common.Diagnostics;

/// <summary>Names each request (<c>X-Request-ID</c>, honoured or made) and logs one line about it: never bodies, queries or credentials.</summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> logger)
{
    public const string Header = "X-Request-ID";

    public async Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[Header].ToString();
        var id = SafeId().IsMatch(given) ? given : Activity.Current?.TraceId.ToString() ?? Guid.NewGuid().ToString("N");
        context.TraceIdentifier = id;
        context.RequestServices.GetRequiredService<CallOrigin>().Set(context.Connection.RemoteIpAddress?.ToString(), id);
        context.Response.Headers[Header] = id;
        context.Response.OnStarting(static state =>
        {
            // The exception handler clears headers; this one is most needed then.
            var http = (HttpContext)state;
            http.Response.Headers[Header] = http.TraceIdentifier;
            return Task.CompletedTask;
        }, context);

        var start = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var milliseconds = clock.GetElapsedTime(start).TotalMilliseconds;

            // The exception handler takes the endpoint away from the request.
            var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
            var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
            var user = context.RequestServices.GetRequiredService<ICurrentUser>().Actor?.UserId;
            LogRequest(logger, context.Request.Method, route, context.Response.StatusCode, milliseconds, user, id);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._:/+=-]{1,128}$")]
    private static partial Regex SafeId();

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Route} {Status} {Milliseconds:0.0} ms user {UserId} request {RequestId}")]
    private static partial void LogRequest(ILogger logger, string method, string route, int status, double milliseconds, int? userId, string requestId);
}
