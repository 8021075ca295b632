using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>The one place where a password is compared: counts failures, and locks the account after too many.</summary>
internal sealed class PasswordCheck(IAccountsDb db, IPasswordHasher hasher, TimeProvider clock)
{
    /// <summary>Why the password is not accepted, or null when it is.</summary>
    /// <param name="user">The account; null for an unknown name, which takes as long to refuse.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="wrong">The error for a wrong password.</param>
    /// <param name="ct">Cancels the counting.</param>
    public async Task<Error?> Refusal(User? user, string password, Error wrong, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (user?.LockedFor(now) is { } remaining)
            return AccountErrors.Locked(remaining);

        if (hasher.Verify(user?.PasswordHash, password))
            return null;

        if (user is not null)
            await CountFailure(user.Id, now, ct);
        return wrong;
    }

    /// <summary>Counts in one statement, because parallel guesses must all count.</summary>
    private Task<int> CountFailure(int userId, DateTimeOffset now, CancellationToken ct)
    {
        DateTimeOffset? until = now + User.LockoutDuration;
        return db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(
            set => set
                .SetProperty(u => u.LockedUntil, u => u.FailedSignIns + 1 >= User.FailedSignInsBeforeLockout ? until : u.LockedUntil)
                .SetProperty(u => u.FailedSignIns, u => u.FailedSignIns + 1 >= User.FailedSignInsBeforeLockout ? 0 : u.FailedSignIns + 1),
            ct);
    }
}
