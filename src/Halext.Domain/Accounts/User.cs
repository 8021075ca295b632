using System.Net.Mail;
using Halext.Domain.Common;

namespace Halext.Domain.Accounts;

/// <summary>A person with an account. Everything else that somebody owns hangs on the user's id and goes with it.</summary>
public sealed class User
{
    /// <summary>An e-mail address is at most 254 characters long (RFC 5321 §4.5.3.1.3), and may serve as user name.</summary>
    public const int EmailMaxLength = 254;
    public const int UsernameMaxLength = EmailMaxLength;
    public const int FullNameMaxLength = 200;
    public const int PasswordMinLength = 8;

    /// <summary>Longer passwords add no strength but cost the server time for hashing.</summary>
    public const int PasswordMaxLength = 256;

    /// <summary>Wrong passwords in a row after which the account refuses to sign in for <see cref="LockoutDuration"/>.</summary>
    public const int FailedSignInsBeforeLockout = 10;

    public static readonly TimeSpan LockoutDuration = TimeSpan.FromMinutes(15);

    private User(string username, string email, string passwordHash)
    {
        Username = username;
        UsernameKey = ToKey(username);
        Email = email;
        EmailKey = ToKey(email);
        PasswordHash = passwordHash;
    }

    public int Id { get; private set; }

    public string Username { get; private set; }

    /// <summary>What makes the user name unique: its lower-case form.</summary>
    public string UsernameKey { get; private set; }

    public string Email { get; private set; }

    public string EmailKey { get; private set; }

    public string? FullName { get; private set; }

    public string PasswordHash { get; private set; }

    public bool IsAdmin { get; private set; }

    /// <summary>False while an admin has locked the account.</summary>
    public bool IsActive { get; private set; } = true;

    /// <summary>Changes whenever every token of the account must end; access tokens carry it.</summary>
    public Guid SecurityStamp { get; private set; } = Guid.NewGuid();

    /// <summary>Wrong passwords since the last right one. Counted in the database, because attempts run in parallel.</summary>
    public int FailedSignIns { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    public DateTimeOffset? LastSignInAt { get; private set; }

    /// <summary>That and when the account is going to be deleted. Null, too, where it was not loaded with the account.</summary>
    public DeletionRequest? Deletion { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Makes an account that is not stored yet.</summary>
    /// <param name="username">Must pass <see cref="IsValidUsername"/>.</param>
    /// <param name="email">Must pass <see cref="IsValidEmail"/>.</param>
    /// <param name="passwordHash">The hash, never the password.</param>
    /// <param name="fullName">A name for display; blank means none.</param>
    /// <param name="now">The present instant.</param>
    public static User Register(string username, string email, string passwordHash, string? fullName, DateTimeOffset now) =>
        new(username, email, passwordHash) { FullName = NullIfBlank(fullName), CreatedAt = now, UpdatedAt = now };

    /// <summary>
    /// A user name stands in paths and comma lists and is looked up beside e-mail addresses. So it holds no white space, control
    /// characters, commas or slashes, and an @ only when it is the account's own address: otherwise somebody could take another
    /// person's address as a name and catch that person's sign-in.
    /// </summary>
    public static bool IsValidUsername(string username, string email) =>
        username.Length is > 0 and <= UsernameMaxLength
        && !username.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or '/' or '\\')
        && (!username.Contains('@', StringComparison.Ordinal) || ToKey(username) == ToKey(email));

    /// <summary>
    /// Says no to what cannot be an address; whether it exists only a mail can tell. One @ with something on both sides, no white
    /// space or control characters (they would allow header injection), at most <see cref="EmailMaxLength"/> characters, and a form that
    /// the mailer takes.
    /// </summary>
    public static bool IsValidEmail(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return email.Length <= EmailMaxLength
            && at > 0
            && at == email.LastIndexOf('@')
            && at < email.Length - 1
            && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or ';' or '<' or '>' or '"')
            && MailAddress.TryCreate(email, out _);
    }

    /// <summary>A user name for somebody who gave only an address: what stands before the @, without what a name may not hold.</summary>
    public static string NameFrom(string email)
    {
        var name = string.Concat(email[..email.IndexOf('@', StringComparison.Ordinal)].Where(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_'));
        return name.Length == 0 ? "user" : name;
    }

    /// <summary>The form under which names and addresses are unique and are looked up.</summary>
    public static string ToKey(string name) => name.Trim().ToLowerInvariant();

    public void ChangeProfile(Optional<string?> fullName, DateTimeOffset now)
    {
        if (fullName.IsSet)
        {
            FullName = NullIfBlank(fullName.Value);
            UpdatedAt = now;
        }
    }

    /// <summary>Moves the account to another address. A user name that was the old address follows.</summary>
    public void ChangeEmail(string email, DateTimeOffset now)
    {
        if (UsernameKey == EmailKey)
        {
            Username = email;
            UsernameKey = ToKey(email);
        }

        Email = email;
        EmailKey = ToKey(email);
        UpdatedAt = now;
    }

    /// <summary>Sets another password and ends every token issued so far.</summary>
    public void ChangePassword(string passwordHash, DateTimeOffset now)
    {
        PasswordHash = passwordHash;
        SecurityStamp = Guid.NewGuid();
        FailedSignIns = 0;
        LockedUntil = null;
        UpdatedAt = now;
    }

    public void MakeAdmin(DateTimeOffset now)
    {
        IsAdmin = true;
        UpdatedAt = now;
    }

    /// <summary>Takes the rights of an admin. Whether anybody is left who has them is the caller's business.</summary>
    public void RevokeAdmin(DateTimeOffset now)
    {
        IsAdmin = false;
        UpdatedAt = now;
    }

    /// <summary>Keeps the account out, and ends every token issued so far: they stay ended when it is unlocked.</summary>
    public void Lock(DateTimeOffset now)
    {
        IsActive = false;
        SecurityStamp = Guid.NewGuid();
        UpdatedAt = now;
    }

    public void Unlock(DateTimeOffset now)
    {
        IsActive = true;
        UpdatedAt = now;
    }

    /// <summary>Has the account deleted after a while. Asking again changes nothing. Needs <see cref="Deletion"/> to be loaded.</summary>
    public Result<DeletionRequest> RequestDeletion(TimeSpan grace, DateTimeOffset now)
    {
        if (IsAdmin)
            return AccountErrors.AdminAccount;
        return Deletion ??= DeletionRequest.Make(Id, grace, now);
    }

    /// <summary>How long sign-in is refused from <paramref name="now"/> on, or null when it is not.</summary>
    public TimeSpan? LockedFor(DateTimeOffset now) => LockedUntil > now ? LockedUntil - now : null;

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
