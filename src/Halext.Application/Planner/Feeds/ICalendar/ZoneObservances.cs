using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// The STANDARD and DAYLIGHT parts of a VTIMEZONE (RFC 5545 § 3.6.5): from each onset on, the offset of its part holds until the next
/// onset of any part. Onsets are written in the local time before the change.
/// </summary>
internal sealed class ZoneObservances
{
    /// <summary>At most; so far back there is a last onset of a rule that ends or has ended, even if it is one of 29 February.</summary>
    private const int LeapYearsApart = 8;

    private readonly List<Observance> _observances = [];

    private ZoneObservances()
    {
    }

    /// <summary>The only offset that the zone ever has, if it has one only.</summary>
    public Offset? Fixed => _observances.Select(o => o.After).Distinct().ToList() is [var only] ? only : null;

    public static bool TryRead(
        CalendarComponent zone, [NotNullWhen(true)] out ZoneObservances? observances, [NotNullWhen(false)] out string? problem)
    {
        observances = new ZoneObservances();
        problem = null;
        foreach (var part in zone.Components.Where(c => c.Name is "STANDARD" or "DAYLIGHT"))
        {
            if (!TryReadPart(part, out var observance, out problem))
                break;
            observances._observances.Add(observance);
        }

        if (problem is null && observances._observances.Count == 0)
            problem = "The time zone has neither STANDARD nor DAYLIGHT.";
        if (problem is not null)
            observances = null;
        return observances is not null;
    }

    /// <summary>
    /// The onsets in order, also those that change nothing: of each part all from <paramref name="fromYear"/> to the end of
    /// <paramref name="toYear"/>, and enough before to tell which offset holds when they begin.
    /// </summary>
    public IReadOnlyList<ZoneTransition> Onsets(int fromYear, int toYear) =>
    [
        .. from observance in _observances
           from onset in observance.Onsets(fromYear, toYear)
           orderby onset
           select new ZoneTransition(onset, observance.Before, observance.After),
    ];

    private static bool TryReadPart(CalendarComponent part, out Observance observance, [NotNullWhen(false)] out string? problem)
    {
        observance = default;
        if (part.First("DTSTART") is not { } start || part.First("TZOFFSETFROM") is not { } from || part.First("TZOFFSETTO") is not { } to)
        {
            problem = $"{part.Name} lacks DTSTART, TZOFFSETFROM or TZOFFSETTO.";
            return false;
        }

        if (!CalendarValues.TryTime(start, out var first, out problem)
            || !CalendarValues.TryOffset(from.Value, out var before, out problem)
            || !CalendarValues.TryOffset(to.Value, out var after, out problem)
            || !TryDates(part, out var dates, out problem))
            return false;

        var rules = new List<ObservanceRule>();
        foreach (var property in part.All("RRULE"))
        {
            if (!ObservanceRule.TryParse(property.Value, first.Local, out var rule))
            {
                problem = $"“{CalendarText.Shorten(property.Value)}” is no rule for the changes of a time zone.";
                return false;
            }

            rules.Add(rule);
        }

        observance = new Observance(first, before, after, rules, dates);
        return true;
    }

    private static bool TryDates(CalendarComponent part, out List<CalendarTime> dates, [NotNullWhen(false)] out string? problem)
    {
        dates = [];
        problem = null;
        foreach (var value in part.All("RDATE").SelectMany(p => CalendarText.Split(p.Value)))
        {
            // Of a period, the start.
            if (!CalendarValues.TryTime(value.Split('/')[0], null, out var date, out problem))
                return false;
            dates.Add(date);
        }

        return true;
    }

    private readonly record struct Observance(
        CalendarTime Start, Offset Before, Offset After, IReadOnlyList<ObservanceRule> Rules, IReadOnlyList<CalendarTime> Dates)
    {
        public IEnumerable<Instant> Onsets(int fromYear, int toYear)
        {
            var observance = this;
            return new[] { Start }.Concat(Dates)
                .Concat(Rules.SelectMany(rule => observance.Repetitions(rule, fromYear, toYear)))
                .Where(time => time.Local.Year <= toYear)
                .Select(observance.At)
                .Distinct();
        }

        private IEnumerable<CalendarTime> Repetitions(ObservanceRule rule, int fromYear, int toYear)
        {
            var first = Math.Min(fromYear, rule.Until?.Local.Year ?? fromYear) - LeapYearsApart;
            for (var year = Math.Max(Start.Local.Year, first); year <= toYear; year++)
            {
                if (rule.In(year) is not { } date || date <= Start.Local.Date)
                    continue;
                var time = Start with { Local = date + Start.Local.TimeOfDay };
                if (rule.Until is { } until && IsAfter(time, until))
                    yield break;
                yield return time;
            }
        }

        private bool IsAfter(CalendarTime time, CalendarTime until) => until.Kind switch
        {
            CalendarTimeKind.Utc => At(time) > At(until),
            CalendarTimeKind.Date => time.Local.Date > until.Local.Date,
            _ => time.Local > until.Local,
        };

        /// <summary>Only the edges of the calendar, which no clock has seen, are out of an instant's reach.</summary>
        private Instant At(CalendarTime time) =>
            time.Local.Year is <= 1 or >= 9999 ? time.Local.InUtc().ToInstant()
            : time.Local.WithOffset(time.Kind == CalendarTimeKind.Utc ? Offset.Zero : Before).ToInstant();
    }
}
