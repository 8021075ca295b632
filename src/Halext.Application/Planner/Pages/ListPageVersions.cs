using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>What a page was before, as far as it is kept, the newest first. For those who may change the page.</summary>
public sealed record ListPageVersions(int Id) : IQuery<IReadOnlyList<PageVersionDto>>;

internal sealed class ListPageVersionsHandler(IPlannerDb db, ICurrentUser user) : IQueryHandler<ListPageVersions, IReadOnlyList<PageVersionDto>>
{
    public async Task<Result<IReadOnlyList<PageVersionDto>>> Handle(ListPageVersions request, CancellationToken ct)
    {
        if (await db.RefusalUnlessEditor(request.Id, user.Id, ct) is { } refusal)
            return refusal;
        return await db.PageVersions.AsNoTracking()
            .Where(v => v.PageId == request.Id)
            .OrderByDescending(v => v.Number)
            .Take(Page.VersionsMax)
            .Select(v => new PageVersionDto(v.Number, v.Title, v.CreatedAt, v.AuthorId))
            .ToListAsync(ct);
    }
}
