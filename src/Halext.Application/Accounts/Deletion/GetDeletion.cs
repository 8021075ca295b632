using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Deletion;

/// <summary>Whether and when the signed-in person's account is going to be deleted.</summary>
public sealed record GetDeletion : IQuery<DeletionDto>;

internal sealed class GetDeletionHandler(IAccountsDb db, ICurrentUser user, TimeProvider clock) : IQueryHandler<GetDeletion, DeletionDto>
{
    public async Task<Result<DeletionDto>> Handle(GetDeletion request, CancellationToken ct) =>
        new DeletionDto(PendingDeletionDto.Of(
            await db.DeletionRequests.AsNoTracking().FirstOrDefaultAsync(d => d.UserId == user.Id, ct), clock.GetUtcNow()));
}
