using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>One page that the signed-in user owns or that is shared with them.</summary>
public sealed record GetPage(int Id) : IQuery<PageDetailDto>;

internal sealed class GetPageHandler(IPlannerDb db, ICurrentUser user, ISender sender) : IQueryHandler<GetPage, PageDetailDto>
{
    public async Task<Result<PageDetailDto>> Handle(GetPage request, CancellationToken ct)
    {
        var page = await db.PagesSeenBy(user.Id).AsNoTracking().FirstOrDefaultAsync(p => p.Id == request.Id, ct);
        return page is null ? PageErrors.NotFound(request.Id) : (await db.Details(sender, [page], ct))[0];
    }
}
