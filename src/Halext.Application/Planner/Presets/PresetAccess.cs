using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Presets;

internal static class PresetAccess
{
    /// <summary>Somebody's own presets and those of the system.</summary>
    public static IQueryable<LayoutPreset> PresetsSeenBy(this IPlannerDb db, int userId) =>
        db.LayoutPresets.Where(p => p.OwnerId == null || p.OwnerId == userId);

    /// <summary>A preset, tracked, for its owner.</summary>
    public static async Task<Result<LayoutPreset>> FindPresetToChange(this IPlannerDb db, int id, int userId, CancellationToken ct)
    {
        var preset = await db.PresetsSeenBy(userId).FirstOrDefaultAsync(p => p.Id == id, ct);
        if (preset is null)
            return LayoutPresetErrors.NotFound(id);
        return preset.IsSystem ? LayoutPresetErrors.BelongsToSystem : preset;
    }
}
