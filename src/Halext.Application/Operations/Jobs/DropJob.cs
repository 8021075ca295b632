using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>Deletes a dead letter.</summary>
[AdminOnly]
public sealed record DropJob(Guid Id) : ICommand;

internal sealed class DropJobHandler(IOperationsDb db) : ICommandHandler<DropJob>
{
    public async Task<Result<Done>> Handle(DropJob request, CancellationToken ct)
    {
        var deleted = await db.Jobs.Where(j => j.Id == request.Id && j.State == JobState.Dead).ExecuteDeleteAsync(ct);
        return deleted > 0 ? Done.Result : await db.Jobs.AnyAsync(j => j.Id == request.Id, ct) ? JobErrors.NotDead : JobErrors.NotFound(request.Id);
    }
}
