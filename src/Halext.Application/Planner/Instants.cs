namespace Halext.Application.Planner;

/// <summary>Arithmetic with instants that people chose, which may lie at either end of the calendar.</summary>
internal static class Instants
{
    /// <summary>That much later, or earlier; never beyond the ends of the calendar.</summary>
    public static DateTimeOffset Plus(this DateTimeOffset instant, TimeSpan by) =>
        by < DateTimeOffset.MinValue - instant ? DateTimeOffset.MinValue
        : by > DateTimeOffset.MaxValue - instant ? DateTimeOffset.MaxValue
        : instant + by;
}
