using Halext.Domain.Common;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Events;

/// <summary>Cuts a series in two, and ends one.</summary>
internal static class SeriesSplit
{
    /// <summary>Whether nothing of the series lies before <paramref name="start"/>.</summary>
    public static bool BeginsWith(this CalendarEvent series, DateTimeOffset start) => !Occurrences.Starts(series, series.SpanStart, start).Any();

    /// <summary>Ends a series before one of its occurrences, which is not its first.</summary>
    public static Result<Done> EndBefore(this CalendarEvent series, DateTimeOffset start)
    {
        var rDates = series.RDates.Where(d => d < start).ToList();
        var last = LastByRule(series, start);

        // DTSTART always takes place; when it does not any more, nothing is left of the rule, and of the dates the first is the start.
        var schedule = last is null
            ? Scheduling.Plan(rDates[0], rDates[0] + series.Duration, series.AllDay, series.TimeZone, null)
            : Scheduling.Plan(series.StartTime, series.EndTime, series.AllDay, series.TimeZone, series.Rule?.EndingAt(Until(series, last.Value)));
        if (schedule.Failed)
            return schedule.Error;
        series.Reschedule(schedule.Value);
        series.RemoveOverrides(o => o.OriginalStart >= start);
        return series.SetExceptions(series.ExDates.Where(d => d < start), rDates);
    }

    /// <summary>
    /// A series of its own that has this one's occurrences from one of them on: with what is left of a COUNT, with the exceptions behind it,
    /// and shared with the same people. This one stays as it is.
    /// </summary>
    public static Result<CalendarEvent> ContinueFrom(this CalendarEvent series, DateTimeOffset start, DateTimeOffset now)
    {
        // The rule goes on with its own next occurrence, or INTERVAL would count from a date that it does not know.
        var next = Occurrences.ByRule(series, start, DateTimeOffset.MaxValue).Select(s => (DateTimeOffset?)s).FirstOrDefault();
        var first = next ?? start;
        var schedule = Scheduling.Plan(first, first + series.Duration, series.AllDay, series.TimeZone, next is null ? null : Rest(series, first));
        if (schedule.Failed)
            return schedule.Error;

        var made = CalendarEvent.Create(
            series.OwnerId, Guid.CreateVersion7(now).ToString(), series.Title, series.Description, series.Location, schedule.Value, now);
        var exceptions = made.SetExceptions(series.ExDates.Where(d => d >= start), series.RDates.Where(d => d >= start));
        if (exceptions.Failed)
            return exceptions.Error;
        made.Adopt(series.Overrides.Where(o => o.OriginalStart >= start));
        made.KeepForeignProperties(series.ForeignProperties);
        made.RemindBefore(series.ReminderMinutes);
        foreach (var share in series.Shares)
            made.Share(share.UserId, share.CanEdit);
        return made;
    }

    private static RecurrenceRule? Rest(CalendarEvent series, DateTimeOffset start)
    {
        if (series.Rule is not { Count: { } count } rule)
            return series.Rule;
        var before = Recurrence.Starts(
            rule, Scheduling.LocalStart(series.Schedule), Scheduling.Zone(series.Schedule), Instant.MinValue, Instant.FromDateTimeOffset(start)).Count();
        return rule.Times(count - before);
    }

    /// <summary>The last occurrence by the rule before an instant. Looks back further and further, because there may be millions.</summary>
    private static DateTimeOffset? LastByRule(CalendarEvent series, DateTimeOffset before)
    {
        foreach (var days in (int[])[1, 40, 400, 4_000])
        {
            if (Occurrences.ByRule(series, before.AddDays(-days), before).Select(s => (DateTimeOffset?)s).LastOrDefault() is { } last)
                return last;
        }

        return Occurrences.ByRule(series, series.StartTime, before).Select(s => (DateTimeOffset?)s).LastOrDefault();
    }

    private static RecurrenceUntil Until(CalendarEvent series, DateTimeOffset last) =>
        new(last.UtcDateTime, series.AllDay ? RecurrenceUntilKind.Date : RecurrenceUntilKind.Utc);
}
