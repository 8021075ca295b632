using Halext.Domain.Operations;

namespace Halext.Application.Operations.Jobs;

/// <summary>A job with a schedule.</summary>
/// <param name="Cron">Five fields, as in crontab.</param>
/// <param name="TimeZone">The zone whose clock counts.</param>
/// <param name="LastRunAt">When it fired last; null when it never has.</param>
/// <param name="NextRunAt">Null when no scheduler has seen it yet.</param>
public sealed record RecurringJob(
    string Name, string Description, string Category, string Cron, string TimeZone, Misfire Misfire, bool IsPaused, DateTimeOffset? LastRunAt, DateTimeOffset? NextRunAt);

/// <summary>The schedules of the whole cluster.</summary>
public interface IRecurringJobs
{
    Task<IReadOnlyList<RecurringJob>> List(CancellationToken ct);

    /// <summary>Whether there is such a job and anybody schedules it: some need settings that nobody may have made.</summary>
    Task<bool> IsScheduled(string name, CancellationToken ct);

    /// <summary>Lets times pass without running it.</summary>
    /// <returns>Whether it was paused before; null when there is no such job.</returns>
    Task<bool?> Pause(string name, CancellationToken ct);

    /// <summary>Lets it run at its times again.</summary>
    /// <inheritdoc cref="Pause"/>
    Task<bool?> Resume(string name, CancellationToken ct);
}
