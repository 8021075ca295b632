using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Anybody's account.</summary>
[AdminOnly]
public sealed record GetAnyAccount(int Id) : IQuery<AdminUserDto>;

internal sealed class GetAnyAccountHandler(IAccountsDb db, TimeProvider clock) : IQueryHandler<GetAnyAccount, AdminUserDto>
{
    public async Task<Result<AdminUserDto>> Handle(GetAnyAccount request, CancellationToken ct) =>
        await db.Users.AsNoTracking().Where(u => u.Id == request.Id).Select(AdminUserDto.Projection(clock.GetUtcNow())).FirstOrDefaultAsync(ct) is { } user
            ? user
            : AccountErrors.NotFound(request.Id);
}
