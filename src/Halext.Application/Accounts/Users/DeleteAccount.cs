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
        await db.Delete(user.Id, cache, ct);
        return Done.Result;
    }
}

internal static class AccountDeletion
{
    /// <summary>Deletes an account, whoever asks for it.</summary>
    /// <returns>Whether it was there.</returns>
    public static async Task<bool> Delete(this IAccountsDb db, int id, IAccountCache cache, CancellationToken ct)
    {
        var deleted = await db.Users.Where(u => u.Id == id).ExecuteDeleteAsync(ct);
        cache.Forget(id);
        return deleted > 0;
    }
}
