using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.ApiKeys;

/// <summary>Deletes an API key, which ends it at once.</summary>
[SessionOnly]
public sealed record DeleteApiKey(int Id) : ICommand;

internal sealed class DeleteApiKeyHandler(IAccountsDb db, ICurrentUser user, IAccountCache cache) : ICommandHandler<DeleteApiKey>
{
    public async Task<Result<Done>> Handle(DeleteApiKey request, CancellationToken ct)
    {
        var deleted = await db.ApiKeys.Where(k => k.Id == request.Id && k.UserId == user.Id).ExecuteDeleteAsync(ct);
        cache.Forget(user.Id);
        return deleted == 0 ? Error.NotFound("API key", request.Id) : Done.Result;
    }
}
