using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Deletes the signed-in person's account with everything they own, and ends their tokens at once.</summary>
/// <remarks>One statement: every foreign key to a user has a delete rule, which a test asserts.</remarks>
[SessionOnly]
public sealed record DeleteAccount : ICommand;

internal sealed class DeleteAccountHandler(IAccountsDb db, ICurrentUser user, IAccountCache cache) : ICommandHandler<DeleteAccount>
{
    public async Task<Result<Done>> Handle(DeleteAccount request, CancellationToken ct)
    {
        await db.Users.Where(u => u.Id == user.Id).ExecuteDeleteAsync(ct);
        cache.Forget(user.Id);
        return Done.Result;
    }
}
