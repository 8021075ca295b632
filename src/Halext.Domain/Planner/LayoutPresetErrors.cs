using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>What layout presets refuse.</summary>
public static class LayoutPresetErrors
{
    public static readonly Error BelongsToSystem = Error.Forbidden("This preset belongs to the system; make your own from it.");

    public static Error NotFound(int id) => Error.NotFound("Layout preset", id);
}
