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

    /// <summary>UNTIL in the form that goes with the start: RFC 5545 wants a date for dates, and UTC for everything else.</summary>
    public static RecurrenceRule ToCalendar(RecurrenceRule rule, EventSchedule schedule)
    {
        if (rule.Until is not { } until)
            return rule;
        if (schedule.AllDay)
            return rule.EndingAt(new RecurrenceUntil(until.Value.Date, RecurrenceUntilKind.Date));
        var end = Recurrence.LastInstant(until, Scheduling.Zone(schedule));
        return rule.EndingAt(new RecurrenceUntil(end.ToDateTimeUtc(), RecurrenceUntilKind.Utc));
    }
}
