using System.Text.Json.Serialization;
using Halext.Application.Accounts.Users;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Messages;
using Halext.Application.Planner;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>The instance in numbers: load, traffic, and what is stored. Days are those of UTC.</summary>
[AdminOnly]
public sealed record GetServerStats : IQuery<ServerStatsDto>;

/// <summary>Every number under the names of the web client and of the mobile one.</summary>
/// <param name="UptimeSeconds">Since the machine started.</param>
/// <param name="ActiveUsers">Accounts that were used within the last day.</param>
/// <param name="TotalRequests">Answered by this process since it started.</param>
/// <param name="ApiServerRunning">True: it answers.</param>
/// <param name="DatabaseConnected">True: these numbers are from it. Without it the answer is 503.</param>
/// <param name="AiProviderAvailable">Whether there is a model to ask, of which nobody knows that it is out of reach.</param>
public sealed record ServerStatsDto(
    double CpuUsagePercent,
    double MemoryUsagePercent,
    double DiskUsagePercent,
    long UptimeSeconds,
    int ActiveUsers,
    long TotalRequests,
    double AverageResponseTime,
    bool ApiServerRunning,
    bool DatabaseConnected,
    bool AiProviderAvailable,
    int TotalUsers,
    int TotalTasks,
    int TotalEvents,
    int TotalMessages,
    int TasksCompletedToday,
    int EventsToday)
{
    [JsonPropertyName("cpuUsagePercent")]
    public double MobileCpuUsagePercent => CpuUsagePercent;

    [JsonPropertyName("memoryUsagePercent")]
    public double MobileMemoryUsagePercent => MemoryUsagePercent;

    [JsonPropertyName("diskUsagePercent")]
    public double MobileDiskUsagePercent => DiskUsagePercent;

    [JsonPropertyName("uptimeSeconds")]
    public long MobileUptimeSeconds => UptimeSeconds;

    [JsonPropertyName("activeUsers")]
    public int MobileActiveUsers => ActiveUsers;

    [JsonPropertyName("totalRequests")]
    public long MobileTotalRequests => TotalRequests;

    [JsonPropertyName("averageResponseTime")]
    public double MobileAverageResponseTime => AverageResponseTime;

    [JsonPropertyName("apiServerRunning")]
    public bool MobileApiServerRunning => ApiServerRunning;

    [JsonPropertyName("databaseConnected")]
    public bool MobileDatabaseConnected => DatabaseConnected;

    [JsonPropertyName("aiProviderAvailable")]
    public bool MobileAiProviderAvailable => AiProviderAvailable;
}

internal sealed class GetServerStatsHandler(IMachine machine, ITraffic traffic, ISender sender, TimeProvider clock)
    : IQueryHandler<GetServerStats, ServerStatsDto>
{
    public async Task<Result<ServerStatsDto>> Handle(GetServerStats request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var accounts = await sender.Send(new CountAccounts(now.AddDays(-1)), ct);
        var planner = await sender.Send(new CountPlannerItems(today, today.AddDays(1)), ct);
        var messages = await sender.Send(new CountMessages(), ct);
        var sources = await sender.Send(new ReviewSources(), ct);
        if ((accounts.Error ?? planner.Error ?? messages.Error ?? sources.Error) is { } error)
            return error;

        var sample = machine.Latest;
        return new ServerStatsDto(
            sample.CpuPercent, sample.Memory.Percent, sample.Disk.Percent, (long)sample.UptimeSeconds, accounts.Value.Active, traffic.Requests,
            Math.Round(traffic.AverageMilliseconds, 2), ApiServerRunning: true, DatabaseConnected: true, sources.Value.Any(s => s.IsReachable != false),
            accounts.Value.Total, planner.Value.Tasks, planner.Value.Events, messages.Value, planner.Value.TasksCompleted, planner.Value.EventsStarting);
    }
}
