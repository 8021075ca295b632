using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>Every queue, and what waits, runs and lies dead in it.</summary>
[AdminOnly]
public sealed record ListQueues : IQuery<IReadOnlyList<JobQueueDto>>;

public sealed record JobQueueDto(string Name, bool IsPaused, int Scheduled, int Queued, int Running, int Retrying, int Dead);

internal sealed class ListQueuesHandler(IOperationsDb db, JobTypes types) : IQueryHandler<ListQueues, IReadOnlyList<JobQueueDto>>
{
    public async Task<Result<IReadOnlyList<JobQueueDto>>> Handle(ListQueues request, CancellationToken ct)
    {
        var paused = await db.PausedQueues.AsNoTracking().Select(q => q.Name).ToListAsync(ct);
        var counts = await db.Jobs.Where(j => j.State != JobState.Succeeded && j.State != JobState.Cancelled)
            .GroupBy(j => new { j.Queue, j.State })
            .Select(g => new { g.Key.Queue, g.Key.State, Count = g.Count() })
            .ToListAsync(ct);
        int Count(string queue, JobState state) => counts.Where(c => c.Queue == queue && c.State == state).Sum(c => c.Count);
        return types.Queues.Concat(paused).Concat(counts.Select(c => c.Queue)).Distinct().Order(StringComparer.Ordinal)
            .Select(q => new JobQueueDto(
                q, paused.Contains(q), Count(q, JobState.Scheduled), Count(q, JobState.Queued), Count(q, JobState.Running), Count(q, JobState.Retrying), Count(q, JobState.Dead)))
            .ToList();
    }
}
