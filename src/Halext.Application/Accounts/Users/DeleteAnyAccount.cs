using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Deletes somebody else's account, as they could themselves.</summary>
[AdminOnly]
[SessionOnly]
public sealed record DeleteAnyAccount(int Id) : ICommand;

internal sealed class DeleteAnyAccountHandler(IAccountsDb db, ICurrentUser actor, IAccountCache cache, AuditTrail trail) : ICommandHandler<DeleteAnyAccount>
{
    public async Task<Result<Done>> Handle(DeleteAnyAccount request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == request.Id, ct);
        if (user is null)
            return AccountErrors.NotFound(request.Id);
        if (await db.RefusalToTake(user, actor.Id, ct) is { } refusal)
            return refusal;

        await db.Delete(user.Id, cache, ct);
        await transaction.CommitAsync(ct);
        cache.Forget(user.Id);
        trail.Changed(AccountSnapshot.TargetType, user.Id, AccountSnapshot.Of(user), after: null);
        return Done.Result;
    }
}
