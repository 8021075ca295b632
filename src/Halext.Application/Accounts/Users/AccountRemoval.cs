using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Conversations;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Deletes accounts, whoever asks for it: the one place that knows what has to happen besides.</summary>
internal sealed class AccountRemoval(IAccountsDb db, ISender sender, IAccountCache cache)
{
    /// <summary>
    /// Deletes an account with everything that it owns, ends its tokens at once and tells those who shared conversations with it. Joins a
    /// transaction that is open; whoever opened it has every node forget the account by its commit.
    /// </summary>
    /// <returns>The account as it was; <see cref="AccountErrors.LastAdmin"/>, or not found.</returns>
    public async Task<Result<User>> Remove(int id, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var locked = await db.LockWithAdmins(id).AsNoTracking().ToListAsync(ct);
        var user = locked.Find(u => u.Id == id);
        if (user is null)
            return AccountErrors.NotFound(id);
        if (locked.RefusalToTake(user) is { } refusal)
            return refusal;
        if (await sender.Send(new AnnounceDeparture(id), ct) is { Failed: true } failed)
            return failed.Error;

        // One statement: every foreign key to a user has a delete rule, which a test asserts.
        await db.Users.Where(u => u.Id == id).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        cache.Forget(id);
        return user;
    }
}
