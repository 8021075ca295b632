using Halext.Application.Common.Messaging;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

internal static class OccurrenceQueries
{
    /// <summary>What a person's own and shared events do in a window, in order of start: two statements, and no work for what nobody takes.</summary>
    public static async Task<IEnumerable<Occurrence>> OccurrencesBetween(
        this IPlannerDb db, int userId, DateTimeOffset from, DateTimeOffset to, bool withAllDay, CancellationToken ct)
    {
        // What happens once gives one occurrence, so of those no more can be needed than an answer holds.
        var events = await db.EventsBetween(userId, from.ToUniversalTime(), to.ToUniversalTime(), ListOccurrences.Max + 1).ToListAsync(ct);
        if (!withAllDay)
            events.RemoveAll(e => e.AllDay);
        var series = events.Where(e => e.IsSeries).ToList();
        var overrides = await db.OverridesBetween(series, from, to, ct);
        return Occurrences.Between(events, overrides.ToLookup(o => o.EventId), from, to, ct);
    }

    public static async Task<List<EventDto>> ToDtos(
        this IPlannerDb db, ISender sender, int viewerId, IReadOnlyCollection<Occurrence> occurrences, CancellationToken ct)
    {
        var events = occurrences.Select(o => o.Event).Distinct().ToList();
        var shares = await db.SharesOf(sender, events, ct);
        var dtos = events.ToDictionary(e => e.Id, e => EventDto.Of(e, viewerId, [.. shares[e.Id]]));
        return [.. occurrences.Select(o => dtos[o.Event.Id].At(o))];
    }

    /// <summary>What differs at single occurrences of these series: only those that show in the window, or whose regular time would.</summary>
    public static async Task<List<EventOverride>> OverridesBetween(
        this IPlannerDb db, List<CalendarEvent> series, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        if (series.Count == 0)
            return [];
        var ids = series.ConvertAll(e => e.Id);
        var regularFrom = from.Plus(-series.Max(e => e.Duration));
        return await db.EventOverrides.AsNoTracking()
            .Where(o => ids.Contains(o.EventId))
            .Where(o => (o.StartTime < to && o.EndTime >= from) || (o.OriginalStart < to && o.OriginalStart >= regularFrom))
            .ToListAsync(ct);
    }
}
