using System.Globalization;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Events;

/// <summary>One time at which an event takes place.</summary>
/// <param name="Event">The event or series.</param>
/// <param name="OriginalStart">When it would start by the rule: its name within the series, which stays when it is moved.</param>
/// <param name="Start">When it starts.</param>
/// <param name="End">When it ends.</param>
/// <param name="Override">What differs from the series, if anything.</param>
internal sealed record Occurrence(
    CalendarEvent Event, DateTimeOffset OriginalStart, DateTimeOffset Start, DateTimeOffset End, EventOverride? Override = null)
{
    public int TextLength => Event.Title.Length + (Event.Description?.Length ?? 0) + (Event.Location?.Length ?? 0);

    /// <summary>Stays the same whatever becomes of the series' other occurrences.</summary>
    public string Id => Event.IsSeries
        ? string.Create(CultureInfo.InvariantCulture, $"{Event.Id}_{OriginalStart.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}")
        : Event.Id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Expands events into their occurrences.</summary>
internal static class Occurrences
{
    /// <summary>
    /// The occurrences of several events that overlap a window, in order of start and event. Lazy: who takes ten thousand of them pays for
    /// ten thousand, however many there are.
    /// </summary>
    /// <param name="events">The events, each once.</param>
    /// <param name="overrides">What differs at single occurrences, by event; those whose original or actual time touches the window suffice.</param>
    /// <param name="from">The window's start.</param>
    /// <param name="to">The window's end, exclusive.</param>
    /// <param name="ct">Asked before each event is begun.</param>
    public static IEnumerable<Occurrence> Between(
        IReadOnlyCollection<CalendarEvent> events, ILookup<int, EventOverride> overrides, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var queue = new PriorityQueue<IEnumerator<Occurrence>, (DateTimeOffset Start, int Id)>(events.Count);
        foreach (var one in events)
        {
            ct.ThrowIfCancellationRequested();
            var own = Between(one, overrides[one.Id], from, to).GetEnumerator();
            if (own.MoveNext())
                queue.Enqueue(own, (own.Current.Start, one.Id));
        }

        while (queue.TryPeek(out var next, out _))
        {
            yield return next.Current;
            if (next.MoveNext())
                queue.DequeueEnqueue(next, (next.Current.Start, next.Current.Event.Id));
            else
                queue.Dequeue();
        }
    }

    /// <summary>
    /// The occurrences of one event that start within a window, in order; unlike <see cref="Between(IReadOnlyCollection{CalendarEvent}, ILookup{int, EventOverride}, DateTimeOffset, DateTimeOffset, CancellationToken)"/>
    /// not those that began before, of which there may be millions when each lasts for years.
    /// </summary>
    /// <param name="one">The event.</param>
    /// <param name="changed">What differs at single occurrences, by original start; those whose original or actual start is in the window suffice.</param>
    /// <param name="from">The first instant that counts.</param>
    /// <param name="to">The first instant that counts no more.</param>
    public static IEnumerable<Occurrence> Starting(
        CalendarEvent one, IReadOnlyDictionary<DateTimeOffset, EventOverride> changed, DateTimeOffset from, DateTimeOffset to) =>
        Expand(one, changed, from, to, (start, _) => start >= from && start < to);

    /// <summary>The starts of a series by its rule and RDATEs without its EXDATEs, ascending; those of changed occurrences are among them.</summary>
    /// <param name="series">An event; one that is not repeated has one start.</param>
    /// <param name="from">The first instant that counts.</param>
    /// <param name="to">The first instant that counts no more.</param>
    public static IEnumerable<DateTimeOffset> Starts(CalendarEvent series, DateTimeOffset from, DateTimeOffset to) =>
        series.ExDates.Count == 0 ? AllStarts(series, from, to) : AllStarts(series, from, to).Where(start => !series.ExDates.Contains(start));

    /// <summary>Whether the series has an occurrence of this name, changed or not.</summary>
    public static bool Has(CalendarEvent series, DateTimeOffset originalStart) =>
        Starts(series, originalStart, originalStart.Plus(TimeSpan.FromSeconds(1))).Any();

    /// <summary>One occurrence of a series whose overrides are loaded.</summary>
    public static Occurrence At(CalendarEvent series, DateTimeOffset originalStart) => series.Overrides.FirstOrDefault(o => o.OriginalStart == originalStart) is { } changed
        ? new Occurrence(series, originalStart, changed.StartTime, changed.EndTime, changed)
        : new Occurrence(series, originalStart, originalStart, originalStart + series.Duration);

    private static IEnumerable<Occurrence> Between(CalendarEvent one, IEnumerable<EventOverride> overrides, DateTimeOffset from, DateTimeOffset to) =>
        Expand(one, overrides.ToDictionary(o => o.OriginalStart), from.Plus(-one.Duration), to, (start, end) => Overlaps(start, end, from, to));

    /// <summary>The occurrences that count of those with a regular start in a window, and of the moved ones wherever they are.</summary>
    private static IEnumerable<Occurrence> Expand(
        CalendarEvent one, IReadOnlyDictionary<DateTimeOffset, EventOverride> changed, DateTimeOffset from, DateTimeOffset to,
        Func<DateTimeOffset, DateTimeOffset, bool> counts)
    {
        if (!one.IsSeries)
            return counts(one.StartTime, one.EndTime) ? [new Occurrence(one, one.StartTime, one.StartTime, one.EndTime)] : [];

        var duration = one.Duration;
        var regular = Starts(one, from, to)
            .Where(start => !changed.ContainsKey(start) && counts(start, start.Plus(duration)))
            .Select(start => new Occurrence(one, start, start, start.Plus(duration)));
        if (changed.Count == 0)
            return regular;

        var moved = changed.Values
            .Where(o => counts(o.StartTime, o.EndTime) && !one.ExDates.Contains(o.OriginalStart))
            .Select(o => new Occurrence(one, o.OriginalStart, o.StartTime, o.EndTime, o))
            .OrderBy(o => o.Start);
        return Merge(regular, moved, o => o.Start);
    }

    private static IEnumerable<DateTimeOffset> AllStarts(CalendarEvent series, DateTimeOffset from, DateTimeOffset to)
    {
        if (series.RDates.Count == 0)
            return ByRule(series, from, to);
        var added = series.RDates.Where(d => d >= from && d < to);
        return Merge(ByRule(series, from, to), added, start => start).DistinctSorted();
    }

    /// <summary>The starts of a series by its rule alone, ascending.</summary>
    public static IEnumerable<DateTimeOffset> ByRule(CalendarEvent series, DateTimeOffset from, DateTimeOffset to)
    {
        if (series.Rule is not { } rule)
            return series.StartTime >= from && series.StartTime < to ? [series.StartTime] : [];

        // When it ends has been found out once and for all, so nobody has to count from the start again.
        if (series.LastStart is { } last && last < to)
            to = last.AddSeconds(1);
        if (from >= to)
            return [];
        var schedule = series.Schedule;
        return Recurrence
            .Starts(rule.EndingAt(null), Scheduling.LocalStart(schedule), Scheduling.Zone(schedule), ToInstant(from), ToInstant(to))
            .Select(start => start.ToDateTimeOffset());
    }

    /// <summary>What takes no time overlaps where it is.</summary>
    private static bool Overlaps(DateTimeOffset start, DateTimeOffset end, DateTimeOffset from, DateTimeOffset to) =>
        start < to && (end > from || (start == end && start >= from));

    private static Instant ToInstant(DateTimeOffset instant) => Instant.FromDateTimeOffset(instant);

    private static IEnumerable<T> Merge<T>(IEnumerable<T> first, IEnumerable<T> second, Func<T, DateTimeOffset> key)
    {
        using var b = second.GetEnumerator();
        var hasB = b.MoveNext();
        foreach (var a in first)
        {
            for (; hasB && key(b.Current) < key(a); hasB = b.MoveNext())
                yield return b.Current;
            yield return a;
        }

        for (; hasB; hasB = b.MoveNext())
            yield return b.Current;
    }

    private static IEnumerable<DateTimeOffset> DistinctSorted(this IEnumerable<DateTimeOffset> sorted)
    {
        DateTimeOffset? previous = null;
        foreach (var value in sorted)
        {
            if (value != previous)
                yield return value;
            previous = value;
        }
    }
}
