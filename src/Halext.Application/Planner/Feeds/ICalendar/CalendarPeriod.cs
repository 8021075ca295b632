namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>A PERIOD (RFC 5545 § 3.3.9): a start with either an end or a duration.</summary>
internal readonly record struct CalendarPeriod(CalendarTime Start, CalendarTime? End, CalendarDuration? Duration);
