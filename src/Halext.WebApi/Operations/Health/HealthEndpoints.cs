using System.Net;
using System.Security.Cryptography;
using System.Text;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Operations.Health;
using Halext.Application.Operations.Jobs;
using Halext.Domain.Common;
using Halext.Infrastructure.Common.Configuration;
using Halext.WebApi.Common.Diagnostics;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Errors;
using Halext.WebApi.Common.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Halext.WebApi.Operations.Health;

internal sealed class HealthEndpoints : IEndpointGroup
{
    /// <summary>A route of each feature that clients ask for by name.</summary>
    private static readonly (string Name, string Route)[] Features =
    [
        ("tasks", "/tasks/"), ("events", "/events/"), ("labels", "/labels/"), ("pages", "/pages/"), ("conversations", "/conversations/"), ("ai_chat", "/ai/chat"),
        ("ai_task_suggestions", "/ai/tasks/suggest"), ("ai_event_analysis", "/ai/events/analyze"), ("ai_note_summary", "/ai/notes/summarize"),
        ("admin_panel", "/admin/server/status"), ("distributed_ai_nodes", "/admin/ai-clients"),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("").WithTags("Health").AllowAnonymous();
        health.MapGet("/", GetRoot);
        health.MapGet("/version", GetVersion);
        health.MapGet("/health", GetHealth).Produces<HealthDto>().Produces<HealthDto>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/ready", GetReadiness).Produces<ReadinessDto>().Produces<ReadinessDto>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/metrics", GetMetrics).Produces<string>(StatusCodes.Status200OK, "text/plain").Produces(StatusCodes.Status401Unauthorized);
    }

    /// <summary>Greets, and tells the version.</summary>
    private static Ok<RootDto> GetRoot() => TypedResults.Ok(new RootDto("Halext API", ThisAssembly.Version));

    /// <summary>What this server is, and how the request reached it.</summary>
    private static Ok<VersionDto> GetVersion(HttpContext context, EndpointDataSource endpoints)
    {
        var routes = endpoints.Endpoints.OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText?.Trim('/')).ToHashSet();
        return TypedResults.Ok(new VersionDto(
            ThisAssembly.Version, "Halext API", "/docs", [.. Features.Where(f => routes.Contains(f.Route.Trim('/'))).Select(f => f.Name)], context.Request.PathBase));
    }

    private static async Task<JsonHttpResult<HealthDto>> GetHealth(HttpContext context, ICurrentUser user, ISender sender, CancellationToken ct)
    {
        var report = (await sender.Send(new GetHealth(), ct)).Value;
        var isTrusted = user.Actor is { IsAdmin: true } || IsLocal(context);
        return TypedResults.Json(
            HealthDto.Of(report, isTrusted),
            statusCode: report.Database.Connected ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Whether this node can do its work: connected to a database that has every migration. And whether somebody runs jobs, which is told only.</summary>
    private static async Task<JsonHttpResult<ReadinessDto>> GetReadiness(ISender sender, CancellationToken ct)
    {
        var database = (await sender.Send(new GetHealth(), ct)).Value.Database;
        var workers = database.IsReady && await sender.Send(new CheckWorkers(), ct) is { Failed: false } found
            ? WorkersDto.Of(found.Value)
            : WorkersDto.Unknown(database.Connected);
        return TypedResults.Json(
            new ReadinessDto(
                database.IsReady ? "ready" : "not_ready",
                DatabaseDto.Of(database),
                new CacheDto("healthy", "in-process"),
                workers),
            statusCode: database.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Prometheus text, for the machine itself or for whoever has METRICS_TOKEN.</summary>
    private static IResult GetMetrics(HttpContext context, HalextSettings settings, PrometheusMetrics metrics) =>
        IsLocal(context) || HasToken(context, settings.MetricsToken)
            ? TypedResults.Text(metrics.Write(), "text/plain; version=0.0.4; charset=utf-8")
            : new ProblemReply(Error.Unauthenticated("Send METRICS_TOKEN as bearer token, or ask from the server itself."));

    /// <summary>Whether the request comes from this machine; behind a trusted proxy that is the proxy's client, not the proxy.</summary>
    private static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static bool HasToken(HttpContext context, string? token) =>
        token is not null
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes("Bearer " + token));
}
