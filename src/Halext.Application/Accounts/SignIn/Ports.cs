using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Turns passwords into hashes that are slow to guess.</summary>
public interface IPasswordHasher
{
    string Hash(string password);

    /// <summary>Whether <paramref name="password"/> made <paramref name="hash"/>. A null hash is never right, and takes as long to say so.</summary>
    bool Verify(string? hash, string password);
}

/// <summary>Makes short-lived access tokens.</summary>
public interface IAccessTokens
{
    /// <summary>A signed token for this user and session.</summary>
    string Issue(User user, Guid sessionId, DateTimeOffset expiresAt);
}

/// <summary>Tells who a credential stands for. Both kinds of credential end in the same <see cref="Actor"/>.</summary>
public interface ICredentialVerifier
{
    /// <summary>Checks signature, lifetime, session and account of an access token.</summary>
    ValueTask<Result<Actor>> VerifyAccessToken(string token, CancellationToken ct);

    /// <summary>Checks existence, lifetime and account of an API key, and notes its use.</summary>
    ValueTask<Result<Actor>> VerifyApiKey(string key, CancellationToken ct);

    /// <summary>
    /// Whether a credential that was good once still stands for somebody who is signed in: the token may be too old to begin something, but
    /// its session has not ended.
    /// </summary>
    ValueTask<bool> IsStillSignedIn(string credential, CancellationToken ct);

    /// <summary>Somebody for whom something runs without a credential, with the rights that they have now; null when the account is gone or locked.</summary>
    ValueTask<Actor?> FindActor(int userId, CancellationToken ct);
}

/// <summary>Is told when something about an account, its sessions or its keys has changed, on whichever node.</summary>
public interface IAccountObserver
{
    /// <param name="userId">Whose; null when any may have changed unheard.</param>
    void AccountChanged(int? userId);
}

/// <summary>What every node remembers of accounts in order to check credentials without asking the database.</summary>
public interface IAccountCache
{
    /// <summary>Makes the next check of this account's credentials ask the database. Other nodes learn it from the database itself.</summary>
    void Forget(int userId);
}

/// <summary>Slows down guessing of one account's password from many addresses.</summary>
public interface ISignInThrottle
{
    /// <summary>Counts an attempt at this name.</summary>
    /// <returns>Null, or the error when there were too many.</returns>
    Error? Attempt(string name);
}
