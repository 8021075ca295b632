using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

internal static class SeriesAccess
{
    /// <summary>An event with all that belongs to it, tracked, for somebody who may change it.</summary>
    public static async Task<Result<CalendarEvent>> FindToChange(this IPlannerDb db, int id, int userId, CancellationToken ct)
    {
        var found = await db.Events.Include(e => e.Shares)
            .FirstOrDefaultAsync(e => e.Id == id && (e.OwnerId == userId || e.Shares.Any(s => s.UserId == userId)), ct);
        if (found is null)
            return EventErrors.NotFound(id);
        if (!found.MayEdit(userId))
            return EventErrors.ReadOnly;
        if (found.IsSeries)
            await db.EventOverrides.Where(o => o.EventId == id).LoadAsync(ct);
        return found;
    }

    /// <summary>
    /// The occurrence that a change speaks of, by its regular start. Null when it speaks of the whole: nothing was said, or there is only
    /// one occurrence.
    /// </summary>
    public static Result<DateTimeOffset?> Occurrence(this CalendarEvent series, EventScope scope, DateTimeOffset? occurrenceStart)
    {
        if (occurrenceStart is not { } given)
        {
            return scope is EventScope.All || !series.IsSeries
                ? default(DateTimeOffset?)
                : Error.Invalid("OccurrenceStart", "Say which occurrence is meant: occurrence_start is when it starts by the rule.");
        }

        var start = Scheduling.WholeSeconds(given);
        if (!Occurrences.Has(series, start))
            return EventErrors.NoOccurrence(start);
        return series.IsSeries ? start : default(DateTimeOffset?);
    }
}
