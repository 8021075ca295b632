using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>
/// Whether there is such an account and it is not locked. Internal: other modules ask it for those who show a secret of the account instead
/// of signing in.
/// </summary>
[Public]
internal sealed record FindActiveAccount(int Id) : IQuery<bool>;

internal sealed class FindActiveAccountHandler(IAccountsDb db) : IQueryHandler<FindActiveAccount, bool>
{
    public async Task<Result<bool>> Handle(FindActiveAccount request, CancellationToken ct) =>
        // Like every check of a credential, so it is told from what the use case itself asks.
        await db.Users.TagWith("credential").AnyAsync(u => u.Id == request.Id && u.IsActive, ct);
}
