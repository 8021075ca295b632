using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Jobs;

/// <summary>Cancels anybody's job: one that waits never runs, one that runs is told to stop.</summary>
[AdminOnly]
public sealed record CancelAnyJob(Guid Id) : ICommand;

internal sealed class CancelAnyJobHandler(IOperationsDb db, AuditTrail trail, TimeProvider clock) : ICommandHandler<CancelAnyJob>
{
    public async Task<Result<Done>> Handle(CancelAnyJob request, CancellationToken ct)
    {
        var before = await JobSnapshot.Of(db, request.Id, ct);
        var cancelled = await db.Jobs.Cancel(request.Id, clock.GetUtcNow(), ct);
        if (!cancelled.Failed)
            trail.Changed(request.Id, before, await JobSnapshot.Of(db, request.Id, ct));
        return cancelled;
    }
}
