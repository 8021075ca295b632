using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Sets a new password with a token from a mail, and ends every session and every other reset token of the account.</summary>
[Public]
public sealed record ResetPassword(string Token, string NewPassword) : ICommand<MessageDto>;

internal sealed class ResetPasswordValidator : AbstractValidator<ResetPassword>
{
    public ResetPasswordValidator()
    {
        RuleFor(x => x.Token).NotEmpty().MaximumLength(200);
        RuleFor(x => x.NewPassword).IsNewPassword();
    }
}

internal sealed class ResetPasswordHandler(IAccountsDb db, Sessions sessions, IPasswordHasher hasher, IAccountCache cache, TimeProvider clock)
    : ICommandHandler<ResetPassword, MessageDto>
{
    public async Task<Result<MessageDto>> Handle(ResetPassword request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = OpaqueToken.Hash(request.Token);
        var user = await db.Users.FirstOrDefaultAsync(
            u => u.IsActive && db.PasswordResets.Any(r => r.UserId == u.Id && r.TokenHash == hash && r.ExpiresAt > now), ct);
        if (user is null)
            return AccountErrors.InvalidResetToken;

        user.ChangePassword(hasher.Hash(request.NewPassword), now);
        await using var transaction = await db.BeginTransactionAsync(ct);

        // Deleting is what uses the token up: of two that arrive together, the second finds none (or a changed user) and fails.
        if (await db.PasswordResets.Where(r => r.UserId == user.Id).ExecuteDeleteAsync(ct) == 0)
            return AccountErrors.InvalidResetToken;
        await sessions.RevokeAll(user.Id, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        cache.Forget(user.Id);
        return new MessageDto("Your new password is set; sign in with it.");
    }
}
