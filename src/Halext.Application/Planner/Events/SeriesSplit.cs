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
        var schedule = Scheduling.Plan(series.StartTime, series.EndTime, series.AllDay, series.TimeZone, series.Rule?.EndingAt(LastMoment(series, start)));
        if (schedule.Failed)
            return schedule.Error;
        series.Reschedule(schedule.Value);
        series.RemoveOverrides(o => o.OriginalStart >= start);
        return series.SetExceptions(series.ExDates.Where(d => d < start), series.RDates.Where(d => d < start));
    }

    /// <summary>
    /// A series of its own that goes on from an occurrence of this one: with what is left of a COUNT, with the exceptions behind it, and
    /// shared with the same people. This one stays as it is.
    /// </summary>
    public static Result<CalendarEvent> ContinueFrom(this CalendarEvent series, DateTimeOffset start, DateTimeOffset now)
    {
        if (series.RDates.Contains(start))
            return Error.Invalid("Scope", "This occurrence is no part of the rule; change it alone, or the whole series.");
        var schedule = Scheduling.Plan(start, start + series.Duration, series.AllDay, series.TimeZone, Rest(series, start));
        if (schedule.Failed)
            return schedule.Error;

        var next = CalendarEvent.Create(
            series.OwnerId, Guid.CreateVersion7(now).ToString(), series.Title, series.Description, series.Location, schedule.Value, now);
        var exceptions = next.SetExceptions(series.ExDates.Where(d => d >= start), series.RDates.Where(d => d >= start));
        if (exceptions.Failed)
            return exceptions.Error;
        next.Adopt(series.Overrides.Where(o => o.OriginalStart >= start));
        next.KeepForeignProperties(series.ForeignProperties);
        foreach (var share in series.Shares)
            next.Share(share.UserId, share.CanEdit);
        return next;
    }

    private static RecurrenceRule? Rest(CalendarEvent series, DateTimeOffset start)
    {
        if (series.Rule is not { Count: { } count } rule)
            return series.Rule;
        var before = Recurrence.Starts(
            rule, Scheduling.LocalStart(series.Schedule), Scheduling.Zone(series.Schedule), Instant.MinValue, Instant.FromDateTimeOffset(start)).Count();
        return rule.Times(count - before);
    }

    private static RecurrenceUntil LastMoment(CalendarEvent series, DateTimeOffset start) => series.AllDay
        ? new RecurrenceUntil(start.UtcDateTime.AddDays(-1), RecurrenceUntilKind.Date)
        : new RecurrenceUntil(start.UtcDateTime.AddSeconds(-1), RecurrenceUntilKind.Utc);
}
