using Halext.Domain.Common;

namespace Halext.Domain.Accounts;

/// <summary>What accounts refuse.</summary>
public static class AccountErrors
{
    public static readonly Error EmailTaken =
        new("EMAIL_TAKEN", ErrorKind.Conflict, "An account with this e-mail address exists already.", Field("Email", "is taken"));

    public static readonly Error UsernameTaken =
        new("USERNAME_TAKEN", ErrorKind.Conflict, "An account with this user name exists already.", Field("Username", "is taken"));

    /// <summary>One text for an unknown name and a wrong password, so that sign-in does not tell who has an account.</summary>
    public static readonly Error WrongCredentials = Error.Unauthenticated("The user name or the password is wrong.");

    public static readonly Error Inactive = Error.Unauthenticated("This account is locked; ask the operator.");

    /// <summary>The account was deleted while its request was on the way.</summary>
    public static readonly Error Gone = Error.Unauthenticated("This account does not exist any more.");

    public static readonly Error WrongAccessCode =
        new("ACCESS_CODE_INVALID", ErrorKind.Unauthenticated, "The access code in the X-Halext-Code header is missing or wrong; ask the operator for it.");

    public static readonly Error WrongPassword = Error.Invalid("CurrentPassword", "The current password is wrong.");

    public static readonly Error InvalidRefreshToken =
        Error.Unauthenticated("The refresh token is unknown, expired, or was used before; sign in again.");

    public static readonly Error InvalidResetToken =
        Error.Invalid("Token", "The reset token is unknown, expired, or was used before; ask for a new one.");

    public static readonly Error MailNotConfigured =
        Error.Unavailable("This server cannot send mail (SMTP_HOST is not set); ask its operator to reset the password.");

    public static readonly Error OwnAccount =
        new("OWN_ACCOUNT", ErrorKind.Conflict, "This is your own account: another admin has to lock it, delete it here, or take its rights.");

    public static readonly Error LastAdmin =
        new("LAST_ADMIN", ErrorKind.Conflict, "This is the last admin: give somebody else the rights of an admin first.");

    /// <summary>Clients of the learning assistant know it as 400.</summary>
    public static readonly Error AdminAccount =
        new("ADMIN_ACCOUNT", ErrorKind.Invalid, "This is an admin's account: give the rights of an admin back before you ask for its deletion.");

    /// <summary>Clients of the learning assistant know it as 400.</summary>
    public static readonly Error InvalidCancelToken =
        new("CANCEL_TOKEN_INVALID", ErrorKind.Invalid, "The token calls off no deletion: it is wrong, or the deletion was called off already.", Field("Token", "is wrong"));

    /// <summary>Somebody called the deletion off, or it was put off, while it was on its way.</summary>
    public static readonly Error DeletionNotDue = new("DELETION_NOT_DUE", ErrorKind.Conflict, "This account is not to be deleted now.");

    public static readonly Error NoDeletion =
        new("RESOURCE_NOT_FOUND", ErrorKind.NotFound, "Nobody has asked for the deletion of this account.");

    public static readonly Error LockedAccount =
        new("ACCOUNT_LOCKED", ErrorKind.Conflict, "This account is locked; unlock it first.");

    public static Error NotFound(int id) => Error.NotFound("User", id);

    public static Error Locked(TimeSpan remaining) =>
        Error.RateLimited("Too many failed sign-ins for this name; wait before the next attempt.", remaining);

    private static Dictionary<string, string[]> Field(string name, string text) => new() { [name] = [text] };
}
