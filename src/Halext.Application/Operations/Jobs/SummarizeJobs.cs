using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>How many jobs there are in each state, and how runs ended over time.</summary>
/// <param name="Period">What the chart shows.</param>
[AdminOnly]
public sealed record SummarizeJobs(JobPeriod Period = JobPeriod.Hour) : IQuery<JobSummaryDto>;

/// <summary>A stretch of time that ends now.</summary>
public enum JobPeriod
{
    /// <summary>Sixty minutes.</summary>
    Hour,

    /// <summary>24 hours, in quarters of an hour.</summary>
    Day,

    /// <summary>Seven days, in hours.</summary>
    Week,
}

/// <param name="Now">The server's clock, which all times are told by.</param>
/// <param name="Counts">What waits, runs and lies dead at this moment.</param>
/// <param name="Succeeded">Runs that ended well in the period.</param>
/// <param name="Failed">Runs that failed in it, whether they are tried again or not.</param>
/// <param name="Workers">Processes that run jobs at this moment.</param>
/// <param name="StepSeconds">The width of a point of the chart.</param>
/// <param name="Points">The chart, oldest first, without those points in which nothing ran.</param>
public sealed record JobSummaryDto(
    DateTimeOffset Now, JobCountsDto Counts, long Succeeded, long Failed, int Workers, JobPeriod Period, DateTimeOffset From, int StepSeconds,
    IReadOnlyList<JobPointDto> Points);

public sealed record JobCountsDto(int Scheduled, int Queued, int Running, int Retrying, int Dead);

/// <param name="At">Its beginning.</param>
public sealed record JobPointDto(DateTimeOffset At, long Succeeded, long Failed);

internal sealed class SummarizeJobsHandler(IOperationsDb db, TimeProvider clock) : IQueryHandler<SummarizeJobs, JobSummaryDto>
{
    public async Task<Result<JobSummaryDto>> Handle(SummarizeJobs request, CancellationToken ct)
    {
        var (step, steps) = request.Period switch
        {
            JobPeriod.Week => (60, 7 * 24),
            JobPeriod.Day => (15, 24 * 4),
            _ => (1, 60),
        };
        var now = clock.GetUtcNow();
        var first = (JobTally.MinuteOf(now) / step) - steps + 1;
        var from = first * step;

        var counts = await db.Jobs.Where(j => j.State != JobState.Succeeded && j.State != JobState.Cancelled)
            .GroupBy(j => j.State).Select(g => new { State = g.Key, Count = g.Count() })
            .ToDictionaryAsync(c => c.State, c => c.Count, ct);
        var points = await db.JobTallies.Where(t => t.Minute >= from)
            .GroupBy(t => t.Minute / step)
            .Select(g => new { Step = g.Key, Succeeded = g.Sum(t => t.Succeeded), Failed = g.Sum(t => t.Failed) })
            .OrderBy(p => p.Step)
            .ToListAsync(ct);
        var workers = await db.LiveJobNodes.CountAsync(ct);
        return new JobSummaryDto(
            now,
            new JobCountsDto(Count(JobState.Scheduled), Count(JobState.Queued), Count(JobState.Running), Count(JobState.Retrying), Count(JobState.Dead)),
            points.Sum(p => p.Succeeded), points.Sum(p => p.Failed), workers, request.Period, Instant(from), step * 60,
            [.. points.Select(p => new JobPointDto(Instant(p.Step * step), p.Succeeded, p.Failed))]);

        int Count(JobState state) => counts.GetValueOrDefault(state);
    }

    private static DateTimeOffset Instant(int minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60L);
}
