using Halext.Application.Common.Mail;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>
/// Lets somebody set a new password: mails them a link, or, where the server cannot send mail, gives it to the admin to hand on. The old
/// password and the sessions stay good until the link is used.
/// </summary>
[AdminOnly]
[SessionOnly]
public sealed record SendResetLink(int Id) : ICommand<ResetLinkDto>;

/// <param name="Sent">Whether a mail is on its way; then the link is for its reader only.</param>
/// <param name="ResetUrl">The link, where no mail can be sent. It works once.</param>
/// <param name="Token">What is in the link, for <c>POST /auth/reset-password</c>.</param>
public sealed record ResetLinkDto(bool Success, string Status, string Message, bool Sent, string? ResetUrl, string? Token, DateTimeOffset ExpiresAt);

internal sealed class SendResetLinkHandler(IAccountsDb db, IMailQueue mail, AccountSettings settings, TimeProvider clock)
    : ICommandHandler<SendResetLink, ResetLinkDto>
{
    public async Task<Result<ResetLinkDto>> Handle(SendResetLink request, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == request.Id, ct);
        if (user is null)
            return AccountErrors.NotFound(request.Id);
        if (!user.IsActive)
            return AccountErrors.LockedAccount;

        var token = OpaqueToken.Create();
        var reset = PasswordReset.Issue(user.Id, OpaqueToken.Hash(token), clock.GetUtcNow());
        db.PasswordResets.Add(reset);
        await db.SaveChangesAsync(ct);

        var url = $"{settings.PublicUrl}/reset-password?token={token}";
        if (!mail.CanSend)
            return new ResetLinkDto(true, "success", "This server sends no mail: hand the link on yourself.", false, url, token, reset.ExpiresAt);
        mail.Enqueue(Letter(user, url, token));
        return new ResetLinkDto(true, "success", "A mail with a link to set a new password is on its way.", true, null, null, reset.ExpiresAt);
    }

    private Letter Letter(User user, string url, string token) => new(
        user.Email,
        "Set a new Halext password",
        $"""
        Hello {user.FullName ?? user.Username},

        an admin of {settings.PublicUrl} asks you to set a new password for your account '{user.Username}'.
        Open this link within an hour:

        {url}

        or use this token where a program asks for it:

        {token}

        Until then your password stays as it is.
        """);
}
