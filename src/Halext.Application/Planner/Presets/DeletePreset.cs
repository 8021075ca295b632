using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Planner.Presets;

/// <summary>Deletes one of the signed-in user's own presets. Pages that took it over stay as they are.</summary>
public sealed record DeletePreset(int Id) : ICommand;

internal sealed class DeletePresetHandler(IPlannerDb db, ICurrentUser user) : ICommandHandler<DeletePreset>
{
    public async Task<Result<Done>> Handle(DeletePreset request, CancellationToken ct)
    {
        var found = await db.FindPresetToChange(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;
        db.LayoutPresets.Remove(found.Value);
        await db.SaveChangesAsync(ct);
        return Done.Result;
    }
}
