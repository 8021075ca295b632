using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>Whether somebody runs jobs, on whatever machine.</summary>
[Public]
public sealed record CheckWorkers : IQuery<WorkersHealth>;

/// <param name="Online">Workers that are alive and at their work.</param>
/// <param name="Silent">Workers that are alive, but have not said anything for a while.</param>
/// <param name="UnservedQueues">Queues in which something is ready that none of the workers takes.</param>
public sealed record WorkersHealth(int Online, int Silent, IReadOnlyList<string> UnservedQueues)
{
    public bool IsHealthy => Online > 0 && Silent == 0 && UnservedQueues.Count == 0;
}

internal sealed class CheckWorkersHandler(IOperationsDb db, TimeProvider clock) : IQueryHandler<CheckWorkers, WorkersHealth>
{
    public async Task<Result<WorkersHealth>> Handle(CheckWorkers request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var nodes = await db.LiveJobNodes.AsNoTracking().OrderBy(n => n.StartedAt).Take(ListJobWorkersHandler.Max).ToListAsync(ct);
        var waiting = await db.WaitingQueues.ToListAsync(ct);
        var online = nodes.Where(n => !n.IsSilent(now)).ToList();
        return new WorkersHealth(online.Count, nodes.Count - online.Count, [.. waiting.Where(queue => !online.Any(n => n.Serves(queue)))]);
    }
}
