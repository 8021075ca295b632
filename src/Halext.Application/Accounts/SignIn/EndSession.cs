using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Ends the session of a refresh token, also when its access token has ended before. A token that means nothing ends nothing.</summary>
[Public]
public sealed record EndSession(string RefreshToken) : ICommand;

internal sealed class EndSessionValidator : AbstractValidator<EndSession>
{
    public EndSessionValidator() => RuleFor(x => x.RefreshToken).NotEmpty().MaximumLength(RefreshSession.TokenMaxLength);
}

internal sealed class EndSessionHandler(IAccountsDb db, Sessions sessions, IAccountCache cache) : ICommandHandler<EndSession>
{
    public async Task<Result<Done>> Handle(EndSession request, CancellationToken ct)
    {
        var hash = OpaqueToken.Hash(request.RefreshToken);
        var session = await db.RefreshTokens.Where(t => t.TokenHash == hash).Select(t => new { t.FamilyId, t.UserId }).FirstOrDefaultAsync(ct);
        if (session is not null)
        {
            await sessions.Revoke(session.FamilyId, ct);
            cache.Forget(session.UserId);
        }

        return Done.Result;
    }
}
