using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Ends the session of the access token that was sent; other sessions of the user go on.</summary>
[SessionOnly]
public sealed record SignOut : ICommand<MessageDto>;

internal sealed class SignOutHandler(Sessions sessions, IAccountCache cache, ICurrentUser user) : ICommandHandler<SignOut, MessageDto>
{
    public async Task<Result<MessageDto>> Handle(SignOut request, CancellationToken ct)
    {
        if (user.Actor?.SessionId is { } session)
            await sessions.Revoke(session, ct);

        cache.Forget(user.Id);
        return new MessageDto("You are signed out.");
    }
}
