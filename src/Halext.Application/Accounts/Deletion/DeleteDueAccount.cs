using Halext.Application.Accounts.SignIn;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Deletion;

/// <summary>Deletes an account whose time has come, as its owner has asked; the last admin stays. Internal: the hourly round sends it.</summary>
[AdminOnly]
internal sealed record DeleteDueAccount(int UserId) : ICommand;

internal sealed class DeleteDueAccountHandler(IAccountsDb db, AccountRemoval removal, IAccountCache cache, AuditTrail trail, TimeProvider clock)
    : ICommandHandler<DeleteDueAccount>
{
    public async Task<Result<Done>> Handle(DeleteDueAccount request, CancellationToken ct)
    {
        // Many of these run in one job: what the one before has noted must not stand in this one's entry.
        trail.Changed(AccountSnapshot.TargetType, request.UserId, before: null, after: null);
        var now = clock.GetUtcNow();
        await using var transaction = await db.BeginTransactionAsync(ct);

        // The account first, like everybody who deletes one.
        await db.LockWithAdmins(request.UserId).AsNoTracking().LoadAsync(ct);
        var deletion = await db.LockDeletionRequest(request.UserId).AsNoTracking().SingleOrDefaultAsync(ct);
        if (deletion?.IsDue(now) is not true)
            return AccountErrors.DeletionNotDue;

        var removed = await removal.Remove(request.UserId, ct);
        if (removed.Failed)
            return removed.Error;
        await transaction.CommitAsync(ct);
        cache.Forget(request.UserId);
        trail.Changed(AccountSnapshot.TargetType, request.UserId, AccountSnapshot.Of(removed.Value), after: null);
        return Done.Result;
    }
}
