using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;

namespace Halext.Application.Accounts.Users;

/// <summary>Deletes the signed-in person's account with everything they own, and ends their tokens at once. The last admin stays.</summary>
[SessionOnly]
public sealed record DeleteAccount : ICommand;

internal sealed class DeleteAccountHandler(AccountRemoval removal, ICurrentUser user) : ICommandHandler<DeleteAccount>
{
    public async Task<Result<Done>> Handle(DeleteAccount request, CancellationToken ct) => await removal.Remove(user.Id, ct) switch
    {
        { Failed: false } => Done.Result,
        { Error.Kind: ErrorKind.NotFound } => AccountErrors.Gone,
        { Error: var refusal } => refusal!,
    };
}
