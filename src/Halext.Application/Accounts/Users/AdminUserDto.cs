using System.Linq.Expressions;
using Halext.Application.Accounts.Deletion;
using Halext.Application.Common.Auditing;
using Halext.Domain.Accounts;

namespace Halext.Application.Accounts.Users;

/// <summary>An account as admins see it.</summary>
/// <param name="IsActive">False while an admin has locked it.</param>
/// <param name="PendingDeletion">Null unless they have asked for the account's deletion.</param>
/// <param name="LastLoginAt">When somebody last signed in with the password.</param>
public sealed record AdminUserDto(
    int Id, string Username, string Email, string? FullName, bool IsAdmin, bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? LastLoginAt,
    PendingDeletionDto? PendingDeletion)
{
    internal static Expression<Func<User, AdminUserDto>> Projection(DateTimeOffset now) => u => new AdminUserDto(
        u.Id, u.Username, u.Email, u.FullName, u.IsAdmin, u.IsActive, u.CreatedAt, u.UpdatedAt, u.LastSignInAt, PendingDeletionDto.Of(u.Deletion, now));

    internal static AdminUserDto Of(User u, DateTimeOffset now) => new(
        u.Id, u.Username, u.Email, u.FullName, u.IsAdmin, u.IsActive, u.CreatedAt, u.UpdatedAt, u.LastSignInAt, PendingDeletionDto.Of(u.Deletion, now));
}

/// <summary>What the audit trail keeps of an account.</summary>
internal sealed record AccountSnapshot(string Username, bool IsAdmin, bool IsActive)
{
    public const string TargetType = "users";

    public static AccountSnapshot Of(User user) => new(user.Username, user.IsAdmin, user.IsActive);
}

internal static class AccountAudit
{
    /// <summary>Notes how an account is now, and how it was.</summary>
    public static void Changed(this AuditTrail trail, User user, AccountSnapshot? before) =>
        trail.Changed(AccountSnapshot.TargetType, user.Id, before, AccountSnapshot.Of(user));
}
