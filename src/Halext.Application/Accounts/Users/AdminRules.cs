using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Keeps admins from locking themselves, or everybody, out.</summary>
internal static class AdminRules
{
    /// <summary>
    /// Why an account may not be taken from the admins (lost its rights, locked, deleted), or null. In a transaction, in which nobody else
    /// can take one meanwhile.
    /// </summary>
    public static async Task<Error?> RefusalToTake(this IAccountsDb db, User user, int actorId, CancellationToken ct)
    {
        if (user.Id == actorId)
            return AccountErrors.OwnAccount;
        if (!user.IsAdmin || !user.IsActive)
            return null;
        var admins = await db.LockAdmins().AsNoTracking().ToListAsync(ct);
        return admins.Any(a => a.Id != user.Id) ? null : AccountErrors.LastAdmin;
    }
}
