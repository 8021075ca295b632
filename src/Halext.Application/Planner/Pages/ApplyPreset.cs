using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>Gives a page the layout of a preset, of the signed-in user's own or of the system.</summary>
public sealed record ApplyPreset(int Id, int PresetId) : ICommand<PageDetailDto>;

internal sealed class ApplyPresetHandler(IPlannerDb db, ICurrentUser user, ISender sender, TimeProvider clock) : ICommandHandler<ApplyPreset, PageDetailDto>
{
    public async Task<Result<PageDetailDto>> Handle(ApplyPreset request, CancellationToken ct)
    {
        var both = await db.PageSeenBy(user.Id, request.Id)
            .Select(p => new
            {
                Page = p,
                Layout = db.LayoutPresets
                    .Where(x => x.Id == request.PresetId && (x.OwnerId == null || x.OwnerId == user.Id))
                    .Select(x => x.Layout)
                    .FirstOrDefault(),
            })
            .FirstOrDefaultAsync(ct);
        var found = await db.CheckEditor(both?.Page, request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;
        if (both!.Layout is not { } layout)
            return LayoutPresetErrors.NotFound(request.PresetId);

        var page = found.Value;
        var changed = page.Change(page.State with { Layout = layout }, user.Id, clock.GetUtcNow());
        if (changed.Failed)
            return changed.Error;
        await db.SaveChangesAsync(ct);
        return await sender.Detail(page, ct);
    }
}
