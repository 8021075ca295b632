using System.Globalization;
using Halext.Application.Common.Mail;
using Halext.Domain.Accounts;

namespace Halext.Application.Accounts.Deletion;

/// <summary>The texts of the letters.</summary>
internal static class DeletionLetters
{
    public static Letter Write(DeletionLetter kind, User user, DeletionRequest deletion, string token, AccountSettings settings, DateTimeOffset now)
    {
        var days = deletion.DaysLeft(now);
        var left = days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");
        var date = deletion.ScheduledFor.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var (subject, opening) = kind is DeletionLetter.Confirmation
            ? ("Your Halext account is going to be deleted", $"you asked for your account '{user.Username}' on {settings.PublicUrl} to be deleted.")
            : ($"Your Halext account is going to be deleted in {left}", $"as you asked, your account '{user.Username}' on {settings.PublicUrl} is going to be deleted soon.");
        return new Letter(
            user.Email,
            subject,
            $"""
            Hello {user.FullName ?? user.Username},

            {opening}
            On {date}, in {left}, it goes with everything in it, and nobody can bring it back.
            Until then you can use it as ever.

            If that is what you want, there is nothing to do. To keep your account, call the deletion off after signing in, or open this link:

            {settings.PublicUrl}/cancel-deletion?token={token}

            or use this token where a program asks for it:

            {token}
            """);
    }
}
