using System.Globalization;
using NodaTime;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>What the clock time of a value refers to (RFC 5545 § 3.3.4, § 3.3.5).</summary>
internal enum CalendarTimeKind
{
    /// <summary>A day without a time.</summary>
    Date,

    /// <summary>The same clock time wherever one is.</summary>
    Floating,

    Utc,

    /// <summary>The clock time in the zone that a TZID names.</summary>
    Zoned,
}

/// <summary>A DATE or DATE-TIME.</summary>
/// <param name="Local">Whole seconds; midnight for a date.</param>
/// <param name="Kind">What it refers to.</param>
/// <param name="TimeZoneId">The TZID as it stands in the file, for <see cref="CalendarZones"/>; null unless zoned.</param>
internal readonly record struct CalendarTime(LocalDateTime Local, CalendarTimeKind Kind, string? TimeZoneId = null)
{
    public static CalendarTime OnDate(LocalDate date) => new(date.AtMidnight(), CalendarTimeKind.Date);

    public static CalendarTime At(Instant instant) => new(instant.InUtc().LocalDateTime, CalendarTimeKind.Utc);

    /// <summary>The value as a content line has it: <c>20260302</c>, <c>20260302T090000</c> or <c>20260302T090000Z</c>.</summary>
    public override string ToString() => Kind switch
    {
        CalendarTimeKind.Date => Local.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        CalendarTimeKind.Utc => Local.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
        _ => Local.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture),
    };
}
