using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// An RRULE as time zones have it: once a year, in one month, on the n-th weekday (<c>BYDAY=-1SU</c>), on a weekday among some days
/// (<c>BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14</c>) or on a day (<c>BYMONTHDAY=1</c>, or that of DTSTART), at the time of DTSTART.
/// </summary>
/// <param name="Month">From 1.</param>
/// <param name="Weekday">None for any.</param>
/// <param name="Ordinal">Which of the weekdays, from 1, or from -1 backwards; 0 where the days of the month tell.</param>
/// <param name="MonthDays">None for any; negative ones count from the end.</param>
/// <param name="Until">The last onset at most; in UTC or in local time.</param>
internal sealed record ObservanceRule(int Month, IsoDayOfWeek Weekday, int Ordinal, IReadOnlyList<int> MonthDays, CalendarTime? Until)
{
    private static readonly string[] Weekdays = ["", "MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    public static bool TryParse(string value, LocalDateTime start, [NotNullWhen(true)] out ObservanceRule? rule)
    {
        rule = new ObservanceRule(start.Month, IsoDayOfWeek.None, 0, [], null);
        var names = new HashSet<string>();
        foreach (var part in CalendarText.Split(value.ToUpperInvariant(), ';'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            rule = equals > 0 && names.Add(part[..equals]) ? rule.With(part[..equals], part[(equals + 1)..], start.TimeOfDay) : null;
            if (rule is null)
                return false;
        }

        if (!names.Overlaps(["BYDAY", "BYMONTHDAY"]))
            rule = rule with { MonthDays = [start.Day] };
        if (!names.Contains("FREQ") || !rule.IsOnceAYear(names.Contains("BYMONTH")))
            rule = null;
        return rule is not null;
    }

    /// <summary>The day of the onset in that year, if there is one.</summary>
    public LocalDate? In(int year)
    {
        var length = CalendarSystem.Iso.GetDaysInMonth(year, Month);
        LocalDate? found = null;
        var left = Math.Max(1, Math.Abs(Ordinal));
        for (var i = 1; i <= length && left > 0; i++)
        {
            var day = new LocalDate(year, Month, Ordinal >= 0 ? i : length + 1 - i);
            if (Weekday != IsoDayOfWeek.None && day.DayOfWeek != Weekday)
                continue;
            if (MonthDays.Count > 0 && !MonthDays.Contains(day.Day) && !MonthDays.Contains(day.Day - length - 1))
                continue;
            left--;
            found = day;
        }

        return left == 0 ? found : null;
    }

    /// <summary>Without a month BYDAY counts the weeks of the year; other rules have several days in the month.</summary>
    private bool IsOnceAYear(bool hasMonth) => Weekday == IsoDayOfWeek.None
        ? MonthDays.Count == 1
        : hasMonth && (MonthDays.Count == 0 ? Ordinal != 0 : Ordinal == 0 && MonthDays.Count <= 7);

    /// <returns>Null for what no zone needs.</returns>
    private ObservanceRule? With(string name, string value, LocalTime time) => name switch
    {
        "FREQ" => value == "YEARLY" ? this : null,
        "INTERVAL" => value == "1" ? this : null,
        "WKST" => this,
        "BYHOUR" => TryInteger(value, time.Hour, time.Hour, out _) ? this : null,
        "BYMINUTE" => TryInteger(value, time.Minute, time.Minute, out _) ? this : null,
        "BYSECOND" => TryInteger(value, time.Second, time.Second, out _) ? this : null,
        "BYMONTH" => TryInteger(value, 1, 12, out var month) ? this with { Month = month } : null,
        "BYDAY" => WithWeekday(value),
        "BYMONTHDAY" => WithMonthDays(value),
        "UNTIL" => CalendarValues.TryTime(value, null, out var until, out _) ? this with { Until = until } : null,
        _ => null,
    };

    private ObservanceRule? WithWeekday(string value)
    {
        if (value.Length < 2 || Array.IndexOf(Weekdays, value[^2..]) is not (> 0 and var weekday))
            return null;
        var ordinal = 0;
        return value.Length == 2 || (TryInteger(value[..^2], -5, 5, out ordinal) && ordinal != 0)
            ? this with { Weekday = (IsoDayOfWeek)weekday, Ordinal = ordinal }
            : null;
    }

    private ObservanceRule? WithMonthDays(string value)
    {
        var days = new List<int>();
        foreach (var part in value.Split(','))
        {
            if (!TryInteger(part, -31, 31, out var day))
                return null;
            days.Add(day);
        }

        return this with { MonthDays = days };
    }

    private static bool TryInteger(string value, int min, int max, out int number) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= min && number <= max;
}
