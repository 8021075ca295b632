using Halext.Application.Planner.Events;
using Halext.Application.Planner.Feeds.ICalendar;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Feeds;

/// <summary>Between the instants of events and the times of iCalendar, which name a date, UTC or the clocks of a zone.</summary>
internal static class CalendarTimes
{
    /// <summary>A time of an event as its calendar shows it.</summary>
    public static CalendarTime ToCalendar(DateTimeOffset time, bool allDay, string timeZone)
    {
        var instant = Instant.FromDateTimeOffset(time);
        if (allDay)
            return CalendarTime.OnDate(instant.InUtc().Date);
        if (timeZone == TimeZones.Utc)
            return CalendarTime.At(instant);

        // The second of two equal local times has no name but its instant.
        var zone = TimeZones.Find(timeZone);
        var local = instant.InZone(zone).LocalDateTime;
        return Recurrence.ToInstant(local, zone) == instant ? new CalendarTime(local, CalendarTimeKind.Zoned, timeZone) : CalendarTime.At(instant);
    }

    /// <summary>The zone that an event has in a calendar: UTC for dates, and where its start has no other name.</summary>
    public static string ZoneOf(EventSchedule schedule) =>
        ToCalendar(schedule.Start, schedule.AllDay, schedule.TimeZone).Kind is CalendarTimeKind.Zoned ? schedule.TimeZone : TimeZones.Utc;

    /// <summary>The rule with UNTIL in the form that goes with the start: RFC 5545 wants a date for dates, and UTC for everything else.</summary>
    public static string? RuleOf(EventSchedule schedule)
    {
        if (schedule.Rule is not { Until: { } until } rule)
            return schedule.Rule?.ToString();
        var end = schedule.AllDay
            ? new RecurrenceUntil(until.Value.Date, RecurrenceUntilKind.Date)
            : new RecurrenceUntil(Recurrence.LastInstant(until, Scheduling.Zone(schedule)).ToDateTimeUtc(), RecurrenceUntilKind.Utc);
        return rule.EndingAt(end).ToString();
    }
}
