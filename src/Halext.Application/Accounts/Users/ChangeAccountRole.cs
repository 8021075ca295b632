using FluentValidation;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Gives somebody the rights of an admin, or takes them. Their tokens stay good and carry it at once.</summary>
[AdminOnly]
[SessionOnly]
public sealed record ChangeAccountRole(int Id, bool? IsAdmin) : ICommand<AdminUserDto>;

/// <summary>What is missing is told to those only who may do it.</summary>
internal sealed class ChangeAccountRoleValidator : AbstractValidator<ChangeAccountRole>
{
    public ChangeAccountRoleValidator() => RuleFor(x => x.IsAdmin).NotNull();
}

internal sealed class ChangeAccountRoleHandler(IAccountsDb db, ICurrentUser actor, IAccountCache cache, AuditTrail trail, TimeProvider clock)
    : ICommandHandler<ChangeAccountRole, AdminUserDto>
{
    public async Task<Result<AdminUserDto>> Handle(ChangeAccountRole request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var locked = await db.LockWithAdmins(request.Id).Include(u => u.Deletion).ToListAsync(ct);
        var user = locked.Find(u => u.Id == request.Id);
        if (user is null)
            return AccountErrors.NotFound(request.Id);
        if (user.IsAdmin == request.IsAdmin)
            return AdminUserDto.Of(user, clock.GetUtcNow());

        var before = AccountSnapshot.Of(user);
        if (request.IsAdmin is true)
            user.MakeAdmin(clock.GetUtcNow());
        else if (user.Id == actor.Id)
            return AccountErrors.OwnAccount;
        else if (locked.RefusalToTake(user) is { } refusal)
            return refusal;
        else
            user.RevokeAdmin(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        cache.Forget(user.Id);
        trail.Changed(user, before);
        return AdminUserDto.Of(user, clock.GetUtcNow());
    }
}
