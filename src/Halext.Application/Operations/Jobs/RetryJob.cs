using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>Gives a dead letter all its attempts anew, at once. One whose series went on without it runs alone; the last of a series takes it up again.</summary>
[AdminOnly]
public sealed record RetryJob(Guid Id) : ICommand;

internal sealed class RetryJobHandler(IOperationsDb db, AuditTrail trail, TimeProvider clock) : ICommandHandler<RetryJob>
{
    public async Task<Result<Done>> Handle(RetryJob request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = await JobSnapshot.Of(db, request.Id, ct);
        var holder = await db.Jobs.Where(j => j.Id == request.Id && j.State == JobState.Dead && j.NextId == null && j.UniqueKey != null)
            .SelectMany(j => db.Jobs.Where(o => o.Type == j.Type && o.UniqueKey == j.UniqueKey && Job.OpenStates.Contains(o.State)))
            .Select(o => (Guid?)o.Id)
            .FirstOrDefaultAsync(ct);
        if (holder is { } open)
            return JobErrors.KeyIsTaken(open);
        var changed = await db.Jobs.Where(j => j.Id == request.Id && j.State == JobState.Dead).ExecuteUpdateAsync(
            set => set
                .SetProperty(j => j.State, JobState.Queued)
                .SetProperty(j => j.RunAt, now)

                // The next one of its series has the key.
                .SetProperty(j => j.UniqueKey, j => j.NextId == null ? j.UniqueKey : null)
                .SetProperty(j => j.Attempts, 0)
                .SetProperty(j => j.Crashes, 0)
                .SetProperty(j => j.FinishedAt, (DateTimeOffset?)null)
                .SetProperty(j => j.ExpiresAt, (DateTimeOffset?)null)
                .SetProperty(j => j.CancelRequestedAt, (DateTimeOffset?)null),
            ct);
        if (changed == 0)
            return before is null ? JobErrors.NotFound(request.Id) : JobErrors.NotDead;
        trail.Changed(request.Id, before, before! with { State = JobState.Queued, Attempts = 0, CancelRequestedAt = null });
        return Done.Result;
    }
}
