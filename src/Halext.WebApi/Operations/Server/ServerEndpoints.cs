using Halext.Application.Common.Messaging;
using Halext.Application.Operations.Server;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;

namespace Halext.WebApi.Operations.Server;

internal sealed class ServerEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin").WithTags("Server");
        admin.MapGet("/server/status", GetServerStatus);
        admin.MapGet("/server/stats", GetServerStats);
        admin.MapGet("/stats", GetStats);
        admin.MapGet("/health", GetServerHealth);
        admin.MapGet("/logs", ReadLogs);
        admin.MapPost("/server/restart", RestartServer);
        admin.MapPost("/database/sync", MigrateDatabase);
        admin.MapPost("/cache/clear", ClearCaches);
        admin.MapPost("/rebuild-indexes", RebuildIndexes);
        admin.MapPost("/rebuild-frontend", RebuildFrontend);
        admin.MapPost("/frontend/rebuild", RebuildWebClient);
    }

    private static Task<OkReply<ServerStatusDto>> GetServerStatus(ISender sender, CancellationToken ct) => sender.Send(new GetServerStatus(), ct).ToOk();

    private static Task<OkReply<ServerStatsDto>> GetServerStats(ISender sender, CancellationToken ct) => sender.Send(new GetServerStats(), ct).ToOk();

    /// <summary>The same under the mobile client's path.</summary>
    private static Task<OkReply<ServerStatsDto>> GetStats(ISender sender, CancellationToken ct) => GetServerStats(sender, ct);

    private static Task<OkReply<ServerHealthDto>> GetServerHealth(ISender sender, CancellationToken ct) => sender.Send(new GetServerHealth(), ct).ToOk();

    private static Task<OkReply<LogsDto>> ReadLogs(ISender sender, CancellationToken ct, Choice<LogFilter>? level = null, int limit = 100) =>
        sender.Send(new ReadLogs(level?.Value ?? LogFilter.All, limit), ct).ToOk();

    private static Task<OkReply<ActionDto>> RestartServer(ISender sender, CancellationToken ct) => sender.Send(new RestartServer(), ct).ToOk();

    private static Task<OkReply<MigratedDto>> MigrateDatabase(ISender sender, CancellationToken ct) => sender.Send(new MigrateDatabase(), ct).ToOk();

    private static Task<OkReply<ClearedDto>> ClearCaches(ISender sender, CancellationToken ct) => sender.Send(new ClearCaches(), ct).ToOk();

    private static Task<OkReply<RebuildDto>> RebuildIndexes(ISender sender, CancellationToken ct) => sender.Send(new RebuildIndexes(), ct).ToOk();

    private static Task<OkReply<ActionDto>> RebuildFrontend(ISender sender, CancellationToken ct) => sender.Send(new RebuildFrontend(), ct).ToOk();

    /// <summary>The same under its older path.</summary>
    private static Task<OkReply<ActionDto>> RebuildWebClient(ISender sender, CancellationToken ct) => RebuildFrontend(sender, ct);
}
