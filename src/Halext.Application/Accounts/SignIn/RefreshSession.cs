using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Exchanges a refresh token for the next pair. A token that was exchanged before ends its whole session.</summary>
[Public]
public sealed record RefreshSession(string RefreshToken) : ICommand<SessionDto>
{
    internal const int TokenMaxLength = 200;
}

internal sealed class RefreshSessionValidator : AbstractValidator<RefreshSession>
{
    public RefreshSessionValidator() => RuleFor(x => x.RefreshToken).NotEmpty().MaximumLength(RefreshSession.TokenMaxLength);
}

internal sealed class RefreshSessionHandler(IAccountsDb db, Sessions sessions, IAccountCache cache, TimeProvider clock)
    : ICommandHandler<RefreshSession, SessionDto>
{
    public async Task<Result<SessionDto>> Handle(RefreshSession request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = OpaqueToken.Hash(request.RefreshToken);
        await using var transaction = await db.BeginTransactionAsync(ct);

        // One statement decides who consumes the token, however many try at once. That the session was revoked shows in any of its
        // tokens: this one may have been stored just after the others were.
        var consumed = await db.RefreshTokens
            .Where(t => t.TokenHash == hash && t.ConsumedAt == null && t.RevokedAt == null && t.ExpiresAt > now)
            .Where(t => !db.RefreshTokens.Any(other => other.FamilyId == t.FamilyId && other.RevokedAt != null))
            .Where(t => db.Users.Any(u => u.Id == t.UserId && u.SecurityStamp == t.SecurityStamp))
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.ConsumedAt, now), ct);
        var found = await db.RefreshTokens.AsNoTracking()
            .Where(t => t.TokenHash == hash)
            .Join(db.Users, t => t.UserId, u => u.Id, (t, u) => new { Token = t, User = u })
            .FirstOrDefaultAsync(ct);

        if (consumed == 0 || found is null || !found.User.IsActive || found.User.SecurityStamp != found.Token.SecurityStamp)
        {
            if (found is { Token.ConsumedAt: not null })
            {
                await sessions.Revoke(found.Token.FamilyId, ct);
                await transaction.CommitAsync(ct);
                cache.Forget(found.User.Id);
            }

            return AccountErrors.InvalidRefreshToken;
        }

        var session = sessions.Open(found.User, found.Token.FamilyId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return session;
    }
}
