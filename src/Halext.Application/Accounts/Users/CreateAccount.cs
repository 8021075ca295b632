using FluentValidation;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Opens an account for somebody. Without a password nobody can sign in to it until one was set by a link (<see cref="SendResetLink"/>).</summary>
/// <param name="Username">The name to sign in with; absent, one is made of the address.</param>
/// <param name="Email">A new e-mail address.</param>
/// <param name="Password">At least <see cref="User.PasswordMinLength"/> characters; absent, one that nobody knows.</param>
/// <param name="FullName">A name for display.</param>
/// <param name="IsAdmin">Whether it gets the rights of an admin.</param>
[AdminOnly]
[SessionOnly]
public sealed record CreateAccount(string? Username, string Email, [Sensitive] string? Password = null, string? FullName = null, bool IsAdmin = false)
    : ICommand<AdminUserDto>;

/// <summary>What a registration must be, too, and here before anything is asked of the database.</summary>
internal sealed class CreateAccountValidator : AbstractValidator<CreateAccount>
{
    public CreateAccountValidator()
    {
        RuleFor(x => x.Username).MaximumLength(User.UsernameMaxLength);
        RuleFor(x => x.Email).IsEmail();
        When(x => x.Password is not null, () => RuleFor(x => x.Password!).IsNewPassword());
        RuleFor(x => x.FullName).IsFullName();
    }
}

internal sealed class CreateAccountHandler(IAccountsDb db, ISender sender, AccountSettings settings, AuditTrail trail, TimeProvider clock)
    : ICommandHandler<CreateAccount, AdminUserDto>
{
    public async Task<Result<AdminUserDto>> Handle(CreateAccount request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var registration = new RegisterUser(request.Username, request.Email, request.Password ?? OpaqueToken.Create(), request.FullName)
        {
            AccessCode = settings.AccessCode,
        };
        var registered = await sender.Send(registration, ct);
        if (registered.Failed)
            return registered.Error;

        // The session still holds it.
        var user = (await db.Users.FindAsync([registered.Value.Id], ct))!;
        if (request.IsAdmin)
            user.MakeAdmin(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        trail.Changed(user, before: null);
        return AdminUserDto.Of(user, clock.GetUtcNow());
    }
}
