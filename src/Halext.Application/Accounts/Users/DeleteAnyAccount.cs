using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;

namespace Halext.Application.Accounts.Users;

/// <summary>Deletes somebody else's account, as they could themselves.</summary>
[AdminOnly]
[SessionOnly]
public sealed record DeleteAnyAccount(int Id) : ICommand;

internal sealed class DeleteAnyAccountHandler(AccountRemoval removal, ICurrentUser actor, AuditTrail trail) : ICommandHandler<DeleteAnyAccount>
{
    public async Task<Result<Done>> Handle(DeleteAnyAccount request, CancellationToken ct)
    {
        if (request.Id == actor.Id)
            return AccountErrors.OwnAccount;
        var removed = await removal.Remove(request.Id, ct);
        if (removed.Failed)
            return removed.Error;

        trail.Changed(AccountSnapshot.TargetType, request.Id, AccountSnapshot.Of(removed.Value), after: null);
        return Done.Result;
    }
}
