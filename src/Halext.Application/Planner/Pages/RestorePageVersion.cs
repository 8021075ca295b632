using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Pages;

/// <summary>Makes a page again what it was: title, description and layout. Who may read it stays as it is.</summary>
public sealed record RestorePageVersion(int Id, int Version) : ICommand<PageDetailDto>;

internal sealed class RestorePageVersionHandler(IPlannerDb db, ICurrentUser user, ISender sender, TimeProvider clock)
    : ICommandHandler<RestorePageVersion, PageDetailDto>
{
    public async Task<Result<PageDetailDto>> Handle(RestorePageVersion request, CancellationToken ct)
    {
        var found = await db.FindToChange(request.Id, user.Id, ct, request.Version);
        if (found.Failed)
            return found.Error;
        var page = found.Value;
        if (page.Versions.FirstOrDefault(v => v.Number == request.Version) is not { } version)
            return PageErrors.NoVersion(request.Version);

        var changed = page.Change(new PageState(version.Title, version.Description, page.Visibility, version.Layout), user.Id, clock.GetUtcNow());
        if (changed.Failed)
            return changed.Error;
        await db.SaveChangesAsync(ct);
        return await sender.Detail(page, ct);
    }
}
