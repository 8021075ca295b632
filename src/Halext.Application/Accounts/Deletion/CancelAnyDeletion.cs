using Halext.Application.Accounts.Users;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Deletion;

/// <summary>Calls off the deletion of somebody's account, which they asked for.</summary>
[AdminOnly]
[SessionOnly]
public sealed record CancelAnyDeletion(int Id) : ICommand;

internal sealed class CancelAnyDeletionHandler(IAccountsDb db, AuditTrail trail) : ICommandHandler<CancelAnyDeletion>
{
    public async Task<Result<Done>> Handle(CancelAnyDeletion request, CancellationToken ct)
    {
        // Refusals stand under the account, too.
        trail.Changed(AccountSnapshot.TargetType, request.Id, before: null, after: null);
        await using var transaction = await db.BeginTransactionAsync(ct);
        var deletion = await db.LockDeletionRequest(request.Id).SingleOrDefaultAsync(ct);
        if (deletion is null)
            return AccountErrors.NoDeletion;
        db.DeletionRequests.Remove(deletion);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        trail.Changed(AccountSnapshot.TargetType, request.Id, new { deletion.RequestedAt, deletion.ScheduledFor }, after: null);
        return Done.Result;
    }
}
