using System.Text.Json;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>One of the things that a page was before. For those who may change the page.</summary>
public sealed record GetPageVersion(int Id, int Version) : IQuery<PageVersionDetailDto>;

internal sealed class GetPageVersionHandler(IPlannerDb db, ICurrentUser user) : IQueryHandler<GetPageVersion, PageVersionDetailDto>
{
    public async Task<Result<PageVersionDetailDto>> Handle(GetPageVersion request, CancellationToken ct)
    {
        if (await db.RefusalUnlessEditor(request.Id, user.Id, ct) is { } refusal)
            return refusal;
        var found = await db.PageVersions.AsNoTracking().FirstOrDefaultAsync(v => v.PageId == request.Id && v.Number == request.Version, ct);
        if (found is null)
            return PageErrors.NoVersion(request.Version);
        return new PageVersionDetailDto(
            found.Number, found.Title, found.Description, found.Visibility, JsonElement.Parse(found.Layout), found.CreatedAt, found.AuthorId);
    }
}
