using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>How many accounts there are, and how many of them were used since an instant. Internal: the operations ask it for admins.</summary>
[AdminOnly]
internal sealed record CountAccounts(DateTimeOffset ActiveSince) : IQuery<AccountCounts>;

internal sealed record AccountCounts(int Total, int Active);

internal sealed class CountAccountsHandler(IAccountsDb db) : IQueryHandler<CountAccounts, AccountCounts>
{
    public async Task<Result<AccountCounts>> Handle(CountAccounts request, CancellationToken ct) =>
        await db.Users
            .Select(u => new
            {
                // Sessions get a new refresh token every half an hour in which they are used.
                IsActive = u.LastSignInAt >= request.ActiveSince
                    || db.RefreshTokens.Any(t => t.UserId == u.Id && t.CreatedAt >= request.ActiveSince)
                    || db.ApiKeys.Any(k => k.UserId == u.Id && k.LastUsedAt >= request.ActiveSince),
            })
            .GroupBy(_ => 1)
            .Select(g => new AccountCounts(g.Count(), g.Count(u => u.IsActive)))
            .SingleOrDefaultAsync(ct) ?? new AccountCounts(0, 0);
}
