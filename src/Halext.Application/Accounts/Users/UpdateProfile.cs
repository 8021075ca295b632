using AutoMapper;
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

internal sealed class UpdateProfileHandler(IAccountsDb db, ICurrentUser user, PasswordCheck passwords, IMapper mapper, TimeProvider clock)
    : ICommandHandler<UpdateProfile, AccountDto>
{
    public async Task<Result<AccountDto>> Handle(UpdateProfile request, CancellationToken ct)
    {
        var account = await db.Users.FirstAsync(u => u.Id == user.Id, ct);
        account.ChangeProfile(request.FullName, clock.GetUtcNow());
        if (request.Email.IsSet && User.ToKey(request.Email.Value) != account.EmailKey)
        {
            if (await ChangeEmail(account, request.Email.Value.Trim(), request.CurrentPassword, ct) is { } refusal)
                return refusal;
        }

        await db.SaveChangesAsync(ct);
        return mapper.Map<AccountDto>(account);
    }

    private async Task<Error?> ChangeEmail(User account, string email, string? password, CancellationToken ct)
    {
        if (await passwords.Refusal(account, password ?? "", AccountErrors.WrongPassword, ct) is { } wrong)
            return wrong;

        var key = User.ToKey(email);
        if (await db.Users.AnyAsync(u => u.Id != account.Id && (u.EmailKey == key || u.UsernameKey == key), ct))
            return AccountErrors.EmailTaken;

        account.ChangeEmail(email, clock.GetUtcNow());
        return null;
    }
}
