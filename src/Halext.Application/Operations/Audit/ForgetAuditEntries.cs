using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Audit;

/// <summary>Deletes entries of the audit trail that are older than the operator keeps them.</summary>
[AdminOnly]
[Job("operations.forget-audit", "Deletes old entries of the audit trail.", Category = "maintenance")]
[Recurring("45 3 * * *")]
public sealed record ForgetAuditEntries : ICommand<DeletedDto>;

internal sealed class ForgetAuditEntriesHandler(IOperationsDb db, AuditSettings settings, TimeProvider clock) : ICommandHandler<ForgetAuditEntries, DeletedDto>
{
    public async Task<Result<DeletedDto>> Handle(ForgetAuditEntries request, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - settings.Kept;
        return new DeletedDto(await db.AuditEntries.Where(e => e.At < before).ExecuteDeleteAsync(ct));
    }
}
