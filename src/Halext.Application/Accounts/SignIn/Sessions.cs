using Halext.Application.Common.Security;
using AutoMapper;
using Halext.Application.Accounts.Users;
using Halext.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Opens, continues and ends sessions: an access token, and the refresh token that gets the next one.</summary>
internal sealed class Sessions(IAccountsDb db, IAccessTokens accessTokens, AccountSettings settings, IMapper mapper, TimeProvider clock)
{
    /// <summary>Issues the tokens; the refresh token is stored with the caller's next save.</summary>
    /// <param name="user">A stored user.</param>
    /// <param name="sessionId">The session to continue; none opens a new one.</param>
    public SessionDto Open(User user, Guid? sessionId = null)
    {
        var now = clock.GetUtcNow();
        var session = sessionId ?? Guid.CreateVersion7(now);
        var refreshToken = OpaqueToken.Create();
        db.RefreshTokens.Add(RefreshToken.Issue(user, session, OpaqueToken.Hash(refreshToken), now, settings.RefreshTokenLifetime));
        var expiresAt = now + settings.AccessTokenLifetime;
        return new SessionDto(
            accessTokens.Issue(user, session, expiresAt),
            "bearer",
            (int)settings.AccessTokenLifetime.TotalSeconds,
            expiresAt,
            refreshToken,
            mapper.Map<UserSummaryDto>(user));
    }

    /// <summary>Ends one session: its refresh tokens now, its access tokens with the next check.</summary>
    public Task<int> Revoke(Guid sessionId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.RefreshTokens
            .Where(t => t.FamilyId == sessionId && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct);
    }

    /// <summary>Ends every session of a user.</summary>
    public Task<int> RevokeAll(int userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.RefreshTokens
            .Where(t => t.UserId == userId && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct);
    }
}
