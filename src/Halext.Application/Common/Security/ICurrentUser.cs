using Halext.Domain.Accounts;
using Halext.Domain.Common;

namespace Halext.Application.Common.Security;

/// <summary>On whose behalf a use case runs.</summary>
/// <param name="UserId">The account.</param>
/// <param name="IsAdmin">As the account stands now, not as it stood when a token was issued.</param>
/// <param name="SessionId">The sign-in session, for access tokens; null for API keys and jobs.</param>
/// <param name="Key">The API key that was used, if any.</param>
public sealed record Actor(int UserId, bool IsAdmin, Guid? SessionId, ApiKeyGrant? Key = null)
{
    /// <summary>No account: whoever may start this program, or its own upkeep, may do what an admin may.</summary>
    public static readonly Actor System = new(UserId: 0, IsAdmin: true, SessionId: null);

    public bool IsSystem => UserId == System.UserId;
}

/// <summary>An API key and what it allows.</summary>
public sealed record ApiKeyGrant(int KeyId, bool CanRead, bool CanWrite);

/// <summary>Who the use case runs for; set by the door that it came in by.</summary>
public interface ICurrentUser
{
    /// <summary>The account's id.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in; only public use cases run like that.</exception>
    int Id { get; }

    /// <summary>Null when nobody is signed in.</summary>
    Actor? Actor { get; }

    /// <summary>Why the credential that came along was not accepted; null when none came.</summary>
    Error? Refusal { get; }
}

/// <summary>The holder that a door fills, one per request.</summary>
public sealed class CurrentUser : ICurrentUser
{
    public int Id => Actor?.UserId ?? throw new InvalidOperationException("Nobody is signed in.");

    public Actor? Actor { get; private set; }

    public Error? Refusal { get; private set; }

    public void Set(Result<Actor> outcome)
    {
        Actor = outcome.Failed ? null : outcome.Value;
        Refusal = outcome.Error;
    }
}
