using FluentValidation;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Gives an account the rights of an admin. Its tokens stay good and carry the new right at once.</summary>
[AdminOnly]
public sealed record MakeAdmin(string Username) : ICommand<AccountDto>;

internal sealed class MakeAdminValidator : AbstractValidator<MakeAdmin>
{
    public MakeAdminValidator() => RuleFor(x => x.Username).NotEmpty().MaximumLength(User.UsernameMaxLength);
}

internal sealed class MakeAdminHandler(IAccountsDb db, IAccountCache cache, AuditTrail trail, TimeProvider clock)
    : ICommandHandler<MakeAdmin, AccountDto>
{
    public async Task<Result<AccountDto>> Handle(MakeAdmin request, CancellationToken ct)
    {
        var key = User.ToKey(request.Username);
        var user = await db.Users.Include(u => u.Deletion).FirstOrDefaultAsync(u => u.UsernameKey == key, ct);
        if (user is null)
            return Error.NotFound("User", request.Username);

        var before = AccountSnapshot.Of(user);
        user.MakeAdmin(clock.GetUtcNow());
        trail.Changed(user, before);
        await db.SaveChangesAsync(ct);
        cache.Forget(user.Id);
        return AccountDto.Of(user, clock.GetUtcNow());
    }
}
