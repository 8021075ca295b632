using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// Reads the values of properties (RFC 5545 § 3.3) and says in a sentence why one can not be read. Takes in what else is found in files:
/// ISO 8601's extended forms, times without seconds or with fractions, UTC offsets behind a time, lower-case letters.
/// </summary>
internal static partial class CalendarValues
{
    /// <summary>A DATE or DATE-TIME, with the VALUE and TZID of its property.</summary>
    public static bool TryTime(CalendarProperty property, out CalendarTime time, [NotNullWhen(false)] out string? problem)
    {
        if (!TryTime(property.Value, property.Parameter("TZID"), out time, out problem))
            return false;
        if (string.Equals(property.Parameter("VALUE"), "DATE", StringComparison.OrdinalIgnoreCase))
            time = CalendarTime.OnDate(time.Local.Date);
        return true;
    }

    /// <param name="value">Eight digits are a date, whatever VALUE says.</param>
    /// <param name="timeZoneId">The TZID, if any; UTC times and dates have none.</param>
    public static bool TryTime(string value, string? timeZoneId, out CalendarTime time, [NotNullWhen(false)] out string? problem)
    {
        time = default;
        problem = null;
        var match = Time().Match(value.Trim());
        if (!match.Success || !TryDay(match, out var date))
        {
            problem = $"“{CalendarText.Shorten(value)}” is no date or time.";
            return false;
        }

        if (!match.Groups["hour"].Success)
        {
            time = CalendarTime.OnDate(date);
            return true;
        }

        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        var isEndOfDay = (hour, minute, second) == (24, 0, 0);
        if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 60 || (isEndOfDay && date == LocalDate.MaxIsoValue))
        {
            problem = $"“{CalendarText.Shorten(value)}” has no time of day.";
            return false;
        }

        // A leap second is the second before it to every clock that counts without them.
        var local = isEndOfDay ? date.PlusDays(1).AtMidnight() : date.At(new LocalTime(hour, minute, Math.Min(second, 59)));
        return TryInZone(local, match.Groups["zone"].Value, timeZoneId, out time, out problem);
    }

    /// <summary>Days and exact time, signed.</summary>
    public static bool TryDuration(string value, out CalendarDuration duration, [NotNullWhen(false)] out string? problem)
    {
        duration = default;
        var match = Duration().Match(value.Trim());
        var parts = match.Groups.Cast<Group>().Skip(1).Where(g => g.Name != "sign" && g.Success).ToList();
        problem = match.Success && parts.Count > 0 ? null : $"“{CalendarText.Shorten(value)}” is no duration.";
        if (problem is not null)
            return false;

        // At most eight digits each, so that nothing overflows.
        var sign = match.Groups["sign"].Value == "-" ? -1 : 1;
        duration = new CalendarDuration(
            sign * ((7 * Number(match, "weeks")) + Number(match, "days")),
            sign * ((3600L * Number(match, "hours")) + (60L * Number(match, "minutes")) + Number(match, "seconds")));
        return true;
    }

    /// <summary>A UTC-OFFSET of at most eighteen hours: <c>+0100</c>, <c>-001730</c>.</summary>
    public static bool TryOffset(string value, out Offset offset, [NotNullWhen(false)] out string? problem)
    {
        offset = default;
        problem = null;
        var match = UtcOffset().Match(value.Trim());
        var seconds = (3600 * Number(match, "hours")) + (60 * Number(match, "minutes")) + Number(match, "seconds");
        if (!match.Success || Number(match, "minutes") > 59 || Number(match, "seconds") > 59 || seconds > Offset.MaxValue.Seconds)
        {
            problem = $"“{CalendarText.Shorten(value)}” is no UTC offset.";
            return false;
        }

        offset = Offset.FromSeconds(match.Groups["sign"].Value == "-" ? -seconds : seconds);
        return true;
    }

    /// <summary>A UTC-OFFSET as a content line has it; seconds only where there are some.</summary>
    public static string Format(Offset offset)
    {
        var seconds = Math.Abs(offset.Seconds);
        var text = string.Create(CultureInfo.InvariantCulture, $"{(offset < Offset.Zero ? '-' : '+')}{seconds / 3600:00}{seconds / 60 % 60:00}");
        return seconds % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}{seconds % 60:00}");
    }

    public static bool TryInteger(string value, out int number, [NotNullWhen(false)] out string? problem)
    {
        problem = int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out number)
            ? null
            : $"“{CalendarText.Shorten(value)}” is no whole number.";
        return problem is null;
    }

    private static bool TryDay(Match match, out LocalDate date)
    {
        date = default;
        var (year, month, day) = (Number(match, "year"), Number(match, "month"), Number(match, "day"));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month))
            return false;
        date = new LocalDate(year, month, day);
        return true;
    }

    private static bool TryInZone(
        LocalDateTime local, string zone, string? timeZoneId, out CalendarTime time, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        time = (zone, timeZoneId) switch
        {
            ("Z" or "z", _) => new CalendarTime(local, CalendarTimeKind.Utc),
            ("", null or "") => new CalendarTime(local, CalendarTimeKind.Floating),
            _ => new CalendarTime(local, CalendarTimeKind.Zoned, timeZoneId),
        };
        if (zone is "" or "Z" or "z")
            return true;
        if (!TryOffset(zone, out var offset, out problem))
            return false;
        if (local.Year is > 1 and < 9999)
        {
            time = CalendarTime.At(local.WithOffset(offset).ToInstant());
            return true;
        }

        problem = $"The year {local.Year} can not be moved to UTC.";
        return false;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } digits ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?<year>[0-9]{4})-?(?<month>[0-9]{2})-?(?<day>[0-9]{2})
          ([Tt\ ](?<hour>[0-9]{2}):?(?<minute>[0-9]{2})(:?(?<second>[0-9]{2})([.,][0-9]+)?)?(?<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Time();

    [GeneratedRegex(
        @"^(?<sign>[+-])?P((?<weeks>[0-9]{1,6})W)?((?<days>[0-9]{1,6})D)?
          (T((?<hours>[0-9]{1,6})H)?((?<minutes>[0-9]{1,8})M)?((?<seconds>[0-9]{1,8})S)?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    [GeneratedRegex("^(?<sign>[+-])?(?<hours>[0-9]{2}):?(?<minutes>[0-9]{2})(:?(?<seconds>[0-9]{2}))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex UtcOffset();
}
