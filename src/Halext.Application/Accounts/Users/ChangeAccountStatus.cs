using FluentValidation;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Locks an account, which ends its sessions and sockets at once and rests its API keys, or unlocks it.</summary>
[AdminOnly]
[SessionOnly]
public sealed record ChangeAccountStatus(int Id, bool? IsActive) : ICommand<AdminUserDto>;

/// <summary>What is missing is told to those only who may do it.</summary>
internal sealed class ChangeAccountStatusValidator : AbstractValidator<ChangeAccountStatus>
{
    public ChangeAccountStatusValidator() => RuleFor(x => x.IsActive).NotNull();
}

internal sealed class ChangeAccountStatusHandler(IAccountsDb db, ICurrentUser actor, IAccountCache cache, AuditTrail trail, TimeProvider clock)
    : ICommandHandler<ChangeAccountStatus, AdminUserDto>
{
    public async Task<Result<AdminUserDto>> Handle(ChangeAccountStatus request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var locked = await db.LockWithAdmins(request.Id).Include(u => u.Deletion).ToListAsync(ct);
        var user = locked.Find(u => u.Id == request.Id);
        if (user is null)
            return AccountErrors.NotFound(request.Id);
        if (user.IsActive == request.IsActive)
            return AdminUserDto.Of(user, clock.GetUtcNow());

        var before = AccountSnapshot.Of(user);
        if (request.IsActive is true)
            user.Unlock(clock.GetUtcNow());
        else if (user.Id == actor.Id)
            return AccountErrors.OwnAccount;
        else if (locked.RefusalToTake(user) is { } refusal)
            return refusal;
        else
            user.Lock(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        cache.Forget(user.Id);
        trail.Changed(user, before);
        return AdminUserDto.Of(user, clock.GetUtcNow());
    }
}
