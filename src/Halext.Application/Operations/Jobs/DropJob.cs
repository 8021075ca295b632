using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>Deletes a dead letter.</summary>
[AdminOnly]
public sealed record DropJob(Guid Id) : ICommand;

internal sealed class DropJobHandler(IOperationsDb db, AuditTrail trail) : ICommandHandler<DropJob>
{
    public async Task<Result<Done>> Handle(DropJob request, CancellationToken ct)
    {
        var before = await JobSnapshot.Of(db, request.Id, ct);
        var deleted = await db.Jobs.Where(j => j.Id == request.Id && j.State == JobState.Dead).ExecuteDeleteAsync(ct);
        if (deleted == 0)
            return before is null ? JobErrors.NotFound(request.Id) : JobErrors.NotDead;
        trail.Changed(request.Id, before, after: null);
        return Done.Result;
    }
}
