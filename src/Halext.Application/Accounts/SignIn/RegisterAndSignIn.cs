using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Opens an account and its first session in one step.</summary>
[Public]
public sealed record RegisterAndSignIn(RegisterUser Registration) : ICommand<SessionDto>;

internal sealed class RegisterAndSignInHandler(IAccountsDb db, Sessions sessions, ISender sender) : ICommandHandler<RegisterAndSignIn, SessionDto>
{
    public async Task<Result<SessionDto>> Handle(RegisterAndSignIn request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var account = await sender.Send(request.Registration, ct);
        if (account.Failed)
            return account.Error;

        // The session still holds the new user, so this asks nothing.
        var user = await db.Users.FindAsync([account.Value.Id], ct);
        var session = sessions.Open(user!);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return session;
    }
}
