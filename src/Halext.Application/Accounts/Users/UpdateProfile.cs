using FluentValidation;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Changes the signed-in person's display name or e-mail address; what is absent stays.</summary>
/// <param name="FullName">A name for display; null or blank clears it.</param>
/// <param name="Email">Another address. Whoever holds it can reset the password, so this needs <paramref name="CurrentPassword"/>.</param>
/// <param name="CurrentPassword">Only needed for another address.</param>
[SessionOnly]
public sealed record UpdateProfile(Optional<string?> FullName, Optional<string> Email, string? CurrentPassword) : ICommand<AccountDto>;

internal sealed class UpdateProfileValidator : AbstractValidator<UpdateProfile>
{
    public UpdateProfileValidator()
    {
        When(x => x.FullName.IsSet, () => RuleFor(x => x.FullName.Value).IsFullName());
        When(x => x.Email.IsSet, () => RuleFor(x => x.Email.Value).IsEmail());
        RuleFor(x => x.CurrentPassword).MaximumLength(User.PasswordMaxLength);
    }
}

internal sealed class UpdateProfileHandler(IAccountsDb db, ICurrentUser user, PasswordCheck passwords, TimeProvider clock)
    : ICommandHandler<UpdateProfile, AccountDto>
{
    public async Task<Result<AccountDto>> Handle(UpdateProfile request, CancellationToken ct)
    {
        var account = await db.Users.Include(u => u.Deletion).FirstOrDefaultAsync(u => u.Id == user.Id, ct);
        if (account is null)
            return AccountErrors.Gone;

        account.ChangeProfile(request.FullName, clock.GetUtcNow());
        var moves = request.Email.IsSet && User.ToKey(request.Email.Value) != account.EmailKey;
        if (moves && await RefusalToMove(account, request, ct) is { } refusal)
            return refusal;

        await using var transaction = await db.BeginTransactionAsync(ct);
        if (moves)
        {
            // What was mailed to the old address must not open the account any more.
            await db.PasswordResets.Where(r => r.UserId == account.Id).ExecuteDeleteAsync(ct);
            account.ChangeEmail(request.Email.Value.Trim(), clock.GetUtcNow());
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return AccountDto.Of(account, clock.GetUtcNow());
    }

    private async Task<Error?> RefusalToMove(User account, UpdateProfile request, CancellationToken ct)
    {
        if (await passwords.Refusal(account, request.CurrentPassword ?? "", AccountErrors.WrongPassword, ct) is { } wrong)
            return wrong;

        var key = User.ToKey(request.Email.Value);
        return await db.Users.AnyAsync(u => u.Id != account.Id && (u.EmailKey == key || u.UsernameKey == key), ct) ? AccountErrors.EmailTaken : null;
    }
}
