using System.Text.Json.Serialization;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Operations.Health;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>Whether everything works, in a few words for admins.</summary>
[AdminOnly]
public sealed record GetServerHealth : IQuery<ServerHealthDto>;

/// <param name="Status">healthy, or degraded without the database.</param>
/// <param name="AiServiceStatus">healthy, unavailable or not_configured.</param>
/// <param name="AverageResponseTime">Milliseconds, of all that this process has answered.</param>
/// <param name="Uptime">Seconds since this process started.</param>
public sealed record ServerHealthDto(
    string Status, bool DatabaseConnected, bool ApiServerRunning, ServerLoadDto System, string ApiStatus, string DatabaseStatus, string AiServiceStatus,
    double AverageResponseTime, long Uptime, DateTimeOffset Timestamp)
{
    [JsonPropertyName("apiStatus")]
    public string MobileApiStatus => ApiStatus;

    [JsonPropertyName("databaseStatus")]
    public string MobileDatabaseStatus => DatabaseStatus;

    [JsonPropertyName("aiServiceStatus")]
    public string MobileAiServiceStatus => AiServiceStatus;

    [JsonPropertyName("averageResponseTime")]
    public double MobileAverageResponseTime => AverageResponseTime;
}

/// <param name="UptimeSeconds">Since the machine started.</param>
public sealed record ServerLoadDto(double CpuUsagePercent, double MemoryUsagePercent, double DiskUsagePercent, long UptimeSeconds);

internal sealed class GetServerHealthHandler(
    IMachine machine, ITraffic traffic, IServerProcess process, IDatabaseProbe database, ISender sender, TimeProvider clock)
    : IQueryHandler<GetServerHealth, ServerHealthDto>
{
    public async Task<Result<ServerHealthDto>> Handle(GetServerHealth request, CancellationToken ct)
    {
        var isConnected = await database.Answers(ct);

        // Without the database nobody knows about models.
        IReadOnlyList<SourceState>? sources = null;
        if (isConnected)
        {
            var review = await sender.Send(new ReviewSources(), ct);
            if (review.Failed)
                return review.Error;
            sources = review.Value;
        }

        var sample = machine.Latest;
        return new ServerHealthDto(
            isConnected ? "healthy" : "degraded", isConnected, ApiServerRunning: true,
            new ServerLoadDto(sample.CpuPercent, sample.Memory.Percent, sample.Disk.Percent, (long)sample.UptimeSeconds),
            "healthy", isConnected ? "healthy" : "unavailable", Word(sources),
            Math.Round(traffic.AverageMilliseconds, 2), (long)process.Uptime.TotalSeconds, clock.GetUtcNow());
    }

    private static string Word(IReadOnlyList<SourceState>? sources) => sources switch
    {
        null => "unavailable",
        [] => "not_configured",
        _ => sources.Any(s => s.IsReachable != false) ? "healthy" : "unavailable",
    };
}
