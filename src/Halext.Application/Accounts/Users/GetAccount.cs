using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>The signed-in person's own account.</summary>
public sealed record GetAccount : IQuery<AccountDto>;

internal sealed class GetAccountHandler(IAccountsDb db, ICurrentUser user, TimeProvider clock) : IQueryHandler<GetAccount, AccountDto>
{
    public async Task<Result<AccountDto>> Handle(GetAccount request, CancellationToken ct)
    {
        var account = await db.Users.AsNoTracking().Include(u => u.Deletion).FirstOrDefaultAsync(u => u.Id == user.Id, ct);
        return account is null ? AccountErrors.Gone : AccountDto.Of(account, clock.GetUtcNow());
    }
}
