using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Sets another password, ends every session of the user, and opens a new one for the caller.</summary>
[SessionOnly]
public sealed record ChangePassword(string CurrentPassword, string NewPassword) : ICommand<SessionDto>;

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(x => x.CurrentPassword).NotEmpty().MaximumLength(User.PasswordMaxLength);
        RuleFor(x => x.NewPassword).IsNewPassword();
    }
}

internal sealed class ChangePasswordHandler(
    IAccountsDb db, Sessions sessions, PasswordCheck passwords, IPasswordHasher hasher, IAccountCache cache, ICurrentUser user, TimeProvider clock)
    : ICommandHandler<ChangePassword, SessionDto>
{
    public async Task<Result<SessionDto>> Handle(ChangePassword request, CancellationToken ct)
    {
        var account = await db.Users.FirstOrDefaultAsync(u => u.Id == user.Id, ct);
        if (account is null)
            return AccountErrors.Gone;
        if (await passwords.Refusal(account, request.CurrentPassword, AccountErrors.WrongPassword, ct) is { } wrong)
            return wrong;

        account.ChangePassword(hasher.Hash(request.NewPassword), clock.GetUtcNow());
        await using var transaction = await db.BeginTransactionAsync(ct);
        await sessions.RevokeAll(account.Id, ct);
        await db.PasswordResets.Where(r => r.UserId == account.Id).ExecuteDeleteAsync(ct);
        var session = sessions.Open(account);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        cache.Forget(account.Id);
        return session;
    }
}
