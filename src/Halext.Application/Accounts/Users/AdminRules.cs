using Halext.Domain.Accounts;
using Halext.Domain.Common;

namespace Halext.Application.Accounts.Users;

/// <summary>At least one admin who can sign in stays, whoever asks for what.</summary>
internal static class AdminRules
{
    /// <summary>Why an account may not be taken from the admins (lose its rights, be locked, be deleted), or null.</summary>
    /// <param name="locked">What <see cref="IAccountsDb.LockWithAdmins"/> found: nobody else can take one of them meanwhile.</param>
    /// <param name="user">The account among them.</param>
    public static Error? RefusalToTake(this IEnumerable<User> locked, User user) =>
        IsInCharge(user) && !locked.Any(other => other.Id != user.Id && IsInCharge(other)) ? AccountErrors.LastAdmin : null;

    private static bool IsInCharge(User user) => user is { IsAdmin: true, IsActive: true };
}
