using System.Globalization;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Operations.Health;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Server;

/// <summary>How the machine and what Halext depends on are doing.</summary>
[AdminOnly]
public sealed record GetServerStatus : IQuery<ServerStatusDto>;

/// <param name="UptimeSeconds">Since the machine started.</param>
/// <param name="ProcessUptimeSeconds">Since Halext started.</param>
/// <param name="Services">What Halext can know of by itself.</param>
/// <param name="Git">Empty: installations are built from releases and know no repository.</param>
public sealed record ServerStatusDto(
    string Hostname, double UptimeSeconds, string UptimeHuman, double ProcessUptimeSeconds, double CpuPercent, LoadAverage LoadAvg, Capacity Memory, Capacity Disk,
    IReadOnlyList<ServiceDto> Services, GitDto Git, DateTimeOffset GeneratedAt);

/// <param name="Status">active, inactive, configured (nobody has looked) or unavailable.</param>
public sealed record ServiceDto(string Name, string Status, DateTimeOffset LastChecked);

public sealed record GitDto(string? Branch = null, string? Commit = null, string? ShortCommit = null, DateTimeOffset? LastCommitDate = null);

internal sealed class GetServerStatusHandler(
    IMachine machine, IServerProcess process, IDatabaseProbe database, IOperationsDb db, ISender sender, TimeProvider clock)
    : IQueryHandler<GetServerStatus, ServerStatusDto>
{
    public async Task<Result<ServerStatusDto>> Handle(GetServerStatus request, CancellationToken ct)
    {
        var (sample, now) = (machine.Latest, clock.GetUtcNow());
        List<ServiceDto> services = [new("halext-api", "active", now)];
        if (await database.Answers(ct))
        {
            var sources = await sender.Send(new ReviewSources(), ct);
            if (sources.Failed)
                return sources.Error;
            services.Add(new("postgresql", "active", now));
            services.Add(new("halext-jobs", await db.LiveJobNodes.AnyAsync(ct) ? "active" : "inactive", now));
            services.AddRange(sources.Value.Select(s => new ServiceDto(s.Name, Word(s.IsReachable), s.LookedAt ?? now)));
        }
        else
        {
            // Nobody else knows of workers and models.
            services.Add(new("postgresql", "unavailable", now));
        }

        return new ServerStatusDto(
            Environment.MachineName, sample.UptimeSeconds, Human(TimeSpan.FromSeconds(sample.UptimeSeconds)), process.Uptime.TotalSeconds, sample.CpuPercent,
            sample.Load, sample.Memory, sample.Disk, services, new GitDto(), now);
    }

    /// <summary>As people say it: 3 days, 4 hours, 5 minutes.</summary>
    internal static string Human(TimeSpan uptime)
    {
        (int Count, string Unit)[] parts = [((int)uptime.TotalDays, "day"), (uptime.Hours, "hour"), (uptime.Minutes, "minute")];
        var said = parts.SkipWhile(p => p.Count == 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Count} {p.Unit}{(p.Count == 1 ? "" : "s")}"));
        return string.Join(", ", said) is { Length: > 0 } text ? text : "less than a minute";
    }

    private static string Word(bool? isReachable) => isReachable switch
    {
        true => "active",
        false => "unavailable",
        null => "configured",
    };
}
