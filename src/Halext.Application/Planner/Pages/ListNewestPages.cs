using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>The signed-in user's own pages, the newest first, without whom they are shared with. Internal: the profile nests them.</summary>
internal sealed record ListNewestPages(int Limit) : IQuery<IReadOnlyList<PageDto>>;

internal sealed class ListNewestPagesHandler(IPlannerDb db, ICurrentUser user) : IQueryHandler<ListNewestPages, IReadOnlyList<PageDto>>
{
    public async Task<Result<IReadOnlyList<PageDto>>> Handle(ListNewestPages request, CancellationToken ct)
    {
        var pages = await db.Pages.AsNoTracking()
            .Where(p => p.OwnerId == user.Id)
            .OrderByDescending(p => p.Id)
            .Take(request.Limit)
            .TakeListed(p => p.Layout, ct);
        return pages.ConvertAll(p => new PageDto(p));
    }
}
