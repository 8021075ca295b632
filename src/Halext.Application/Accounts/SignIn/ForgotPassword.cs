using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Mail;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Mails a link to set a new password. The answer does not tell whether the address has an account.</summary>
[Public]
public sealed record ForgotPassword(string Email) : ICommand<MessageDto>;

internal sealed class ForgotPasswordValidator : AbstractValidator<ForgotPassword>
{
    public ForgotPasswordValidator() => RuleFor(x => x.Email).IsEmail();
}

internal sealed class ForgotPasswordHandler(
    IAccountsDb db, IMailQueue mail, ISignInThrottle throttle, AccountSettings settings, TimeProvider clock)
    : ICommandHandler<ForgotPassword, MessageDto>
{
    public async Task<Result<MessageDto>> Handle(ForgotPassword request, CancellationToken ct)
    {
        if (!mail.CanSend)
            return AccountErrors.MailNotConfigured;

        var key = User.ToKey(request.Email);
        if (throttle.Attempt(key) is { } refusal)
            return refusal;

        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.EmailKey == key && u.IsActive, ct);
        if (user is not null)
        {
            var token = OpaqueToken.Create();
            db.PasswordResets.Add(PasswordReset.Issue(user.Id, OpaqueToken.Hash(token), clock.GetUtcNow()));
            await db.SaveChangesAsync(ct);
            mail.Enqueue(Letter(user, token));
        }

        return new MessageDto("If an account has this address, a mail with a link to set a new password is on its way.");
    }

    private Letter Letter(User user, string token) => new(
        user.Email,
        "Set a new Halext password",
        $"""
        Hello {user.FullName ?? user.Username},

        somebody asked to set a new password for your account on {settings.PublicUrl}.
        If that was you, open this link within an hour:

        {settings.PublicUrl}/reset-password?token={token}

        or use this token where a program asks for it:

        {token}

        If it was not you, ignore this mail; your password stays as it is.
        """);
}
