using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>
/// The processes that run jobs, and how they are doing. One that has died is not among them, or for half a minute more when its machine vanished.
/// </summary>
[AdminOnly]
public sealed record ListJobWorkers : IQuery<IReadOnlyList<JobWorkerDto>>;

/// <param name="Queues">What it serves; <c>*</c> is every queue.</param>
/// <param name="Processed">Jobs that it has ended, well or badly, since it started.</param>
/// <param name="IsSilent">Whether it is connected, but does not do its work: frozen, or its clock is wrong. Its jobs stay with it until its process ends.</param>
public sealed record JobWorkerDto(
    Guid Id, string Name, IReadOnlyList<string> Queues, int Concurrency, int Running, long Processed, DateTimeOffset StartedAt, DateTimeOffset SeenAt,
    bool IsSilent);

internal sealed class ListJobWorkersHandler(IOperationsDb db, TimeProvider clock) : IQueryHandler<ListJobWorkers, IReadOnlyList<JobWorkerDto>>
{
    public const int Max = 500;

    public async Task<Result<IReadOnlyList<JobWorkerDto>>> Handle(ListJobWorkers request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var nodes = await db.LiveJobNodes.AsNoTracking().OrderBy(n => n.StartedAt).Take(Max)
            .Select(n => new { Node = n, Running = db.Jobs.Count(j => j.NodeId == n.Id && j.State == JobState.Running) })
            .ToListAsync(ct);
        return nodes
            .Select(n => new JobWorkerDto(
                n.Node.Id, n.Node.Name, n.Node.Queues.Split(','), n.Node.Concurrency, n.Running, n.Node.Processed, n.Node.StartedAt, n.Node.SeenAt, n.Node.IsSilent(now)))
            .ToList();
    }
}
