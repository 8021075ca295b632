using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// Makes a VTIMEZONE (RFC 5545 § 3.6.5) from a tzdb zone. Changes that follow a yearly pattern for three years or more become an RRULE,
/// without end when they still follow it in 2099; all others become one part with RDATEs. Right until 2100; later only where the pattern
/// stays within its month (Egypt's Friday after the last Thursday of October does not). What clients can not evaluate is avoided:
/// ical.js reads one value per RDATE and takes DTSTART for no onset beside an RDATE, so each has its line and DTSTART has one, too.
/// </summary>
internal static class ZoneComponent
{
    private const int EarliestYear = 1900;
    private const int LatestStart = 2037;
    private const int Horizon = 2100;
    private const int RunMin = 3;

    private static readonly string[] Weekdays = ["", "MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <param name="zone">Its id becomes the TZID.</param>
    /// <param name="fromYear">The local year of the earliest time that refers to the zone; what is before 1900 counts as 1900.</param>
    public static CalendarComponent Of(DateTimeZone zone, int fromYear)
    {
        var parts =
            from onset in Onsets(zone, Math.Clamp(fromYear, EarliestYear, LatestStart))
            group onset by (onset.Before, onset.After, onset.Name, onset.IsDaylight) into same
            from part in Parts([.. same])
            orderby part.Start
            select part.Component;
        return new CalendarComponent("VTIMEZONE", [Property("TZID", CalendarText.Escape(zone.Id))], [.. parts]);
    }

    /// <summary>Beginning with the one whose offset holds when the year begins.</summary>
    private static IEnumerable<Onset> Onsets(DateTimeZone zone, int fromYear)
    {
        var end = Instant.FromUtc(Horizon, 1, 1, 0, 0);
        ZoneInterval? previous = null;
        foreach (var interval in zone.GetZoneIntervals(Instant.FromUtc(fromYear - 1, 12, 31, 0, 0), end))
        {
            if (previous is null)
                yield return First(zone, interval, fromYear);
            else if (interval.WallOffset == previous.WallOffset)
                continue;
            else
                yield return Change(previous, interval);
            previous = interval;
        }
    }

    private static Onset First(DateTimeZone zone, ZoneInterval interval, int fromYear)
    {
        if (interval.HasStart && interval.Start >= Instant.FromUtc(EarliestYear, 1, 1, 0, 0))
            return Change(zone.GetZoneInterval(interval.Start - Duration.Epsilon), interval);
        var start = new LocalDate(Math.Min(fromYear, 1970), 1, 1).AtMidnight();
        return new Onset(start, interval.WallOffset, interval.WallOffset, interval.Name, false);
    }

    /// <summary>Some zones count winter as the exception (Europe/Dublin: savings of minus one hour); calendars know no such thing.</summary>
    private static Onset Change(ZoneInterval before, ZoneInterval after) => new(
        after.Start.WithOffset(before.WallOffset).LocalDateTime,
        before.WallOffset,
        after.WallOffset,
        after.Name,
        after.Savings > Offset.Zero || (after.Savings == Offset.Zero && before.Savings < Offset.Zero));

    /// <summary>Onsets of the same change, as few parts as make them.</summary>
    private static IEnumerable<(LocalDateTime Start, CalendarComponent Component)> Parts(IReadOnlyList<Onset> onsets)
    {
        var single = new List<Onset>();
        foreach (var run in onsets.GroupBy(o => (o.Local.Month, o.Local.TimeOfDay)).SelectMany(Runs))
        {
            if (run.Count >= RunMin)
                yield return (run[0].Local, Part(run[0], [Property("RRULE", Rule(run))]));
            else
                single.AddRange(run);
        }

        single.Sort((a, b) => a.Local.CompareTo(b.Local));
        if (single.Count > 0)
            yield return (single[0].Local, Part(single[0], single.Count == 1 ? [] : [.. single.Select(o => Property("RDATE", o.Time))]));
    }

    /// <summary>Consecutive years that follow one pattern, each as long as possible.</summary>
    private static IEnumerable<List<Onset>> Runs(IEnumerable<Onset> onsets)
    {
        var run = new List<Onset>();
        foreach (var onset in onsets)
        {
            if (run.Count > 0 && (onset.Local.Year != run[^1].Local.Year + 1 || Pattern([.. run, onset]) is null))
            {
                yield return run;
                run = [];
            }

            run.Add(onset);
        }

        yield return run;
    }

    private static string Rule(List<Onset> run)
    {
        var last = run[^1];
        var until = last.Local.Year == Horizon - 1 ? "" : $";UNTIL={CalendarTime.At(last.Local.WithOffset(last.Before).ToInstant())}";
        return string.Create(CultureInfo.InvariantCulture, $"FREQ=YEARLY{until};BYMONTH={last.Local.Month};{Pattern(run)}");
    }

    /// <summary>The n-th or last weekday, a weekday among seven days, or a day of the month; null when there is no such pattern.</summary>
    private static string? Pattern(List<Onset> run)
    {
        var days = run.Select(o => o.Local.Date).ToList();
        var (first, last) = (days.Min(d => d.Day), days.Max(d => d.Day));
        var weekday = Weekdays[(int)days[0].DayOfWeek];
        if (days.Any(d => d.DayOfWeek != days[0].DayOfWeek))
            return first == last ? string.Create(CultureInfo.InvariantCulture, $"BYMONTHDAY={first}") : null;
        if ((first - 1) / 7 == (last - 1) / 7 && last <= 28)
            return string.Create(CultureInfo.InvariantCulture, $"BYDAY={(first + 6) / 7}{weekday}");
        if (days.All(d => d.Day > CalendarSystem.Iso.GetDaysInMonth(d.Year, d.Month) - 7))
            return $"BYDAY=-1{weekday}";
        return last - first < 7 ? $"BYDAY={weekday};BYMONTHDAY={string.Join(',', Enumerable.Range(first, last - first + 1))}" : null;
    }

    private static CalendarComponent Part(Onset onset, IEnumerable<CalendarProperty> repetitions) => new(
        onset.IsDaylight ? "DAYLIGHT" : "STANDARD",
        [
            Property("DTSTART", onset.Time),
            Property("TZNAME", CalendarText.Escape(onset.Name)),
            Property("TZOFFSETFROM", CalendarValues.Format(onset.Before)),
            Property("TZOFFSETTO", CalendarValues.Format(onset.After)),
            .. repetitions,
        ]);

    private static CalendarProperty Property(string name, string value) => new(name, [], value);

    /// <param name="Local">In the local time before the change.</param>
    private readonly record struct Onset(LocalDateTime Local, Offset Before, Offset After, string Name, bool IsDaylight)
    {
        public string Time => new CalendarTime(Local, CalendarTimeKind.Floating).ToString();
    }
}
