using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Events;

/// <summary>
/// Expands recurrence rules into instants, RFC 5545 §3.3.10, on NodaTime's calendar and time zones (why not on Quartz's engine:
/// docs/decisions/0011).
/// </summary>
/// <remarks>
/// A rule steps through local time, so 09:00 stays 09:00 all year. A local time that the clocks skip is no occurrence and does not count
/// towards COUNT; one that comes twice is the first. DTSTART is always the first occurrence, whether or not the rule names it (§3.8.5.3).
/// Work grows with the window and what is in it, never with the distance from the start, except for COUNT.
/// </remarks>
internal static class Recurrence
{
    /// <summary>How many years ahead a COUNT of a rule finer than daily is looked for.</summary>
    private const int SubDailyHorizon = 20;

    /// <summary>Nobody plans beyond these, and time zone arithmetic stays far from the ends of NodaTime's calendar.</summary>
    private const int FirstYear = 1500;
    private const int LastYear = 2500;

    /// <summary>Nothing is expanded from here on.</summary>
    private static readonly Instant End = Instant.FromUtc(LastYear + 1, 1, 1, 0, 0);

    /// <summary>The starts of a series, ascending and without duplicates, as far as they are enumerated.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="start">DTSTART in local time; its fraction of a second is ignored.</param>
    /// <param name="zone">The zone that local times belong to.</param>
    /// <param name="from">The first instant that counts.</param>
    /// <param name="to">The first instant that counts no more.</param>
    public static IEnumerable<Instant> Starts(RecurrenceRule rule, LocalDateTime start, DateTimeZone zone, Instant from, Instant to)
    {
        // Only who counts has to begin at the beginning.
        var first = ToInstant(start, zone) ?? start.InZoneLeniently(zone).ToInstant();
        var begin = rule.Count is null && from > first ? from : first;
        var remaining = rule.Count ?? int.MaxValue;

        // DTSTART need not be an occurrence by its rule, and the rule may name the same instant.
        if (first >= from && first < to)
            yield return first;
        if (first >= to || --remaining == 0)
            yield break;

        var last = Instant.Min(Instant.Min(to - Duration.Epsilon, LastInstant(rule.Until, zone)), End);
        if (last < first)
            yield break;

        // No occurrence is the second of two equal local times, so none behind an instant shows an earlier time than it does.
        var (fromLocal, toLocal) = (begin.InZone(zone).LocalDateTime, last.InZone(zone).Date);
        foreach (var local in rule.IsSubDaily ? SubDaily(rule, start, fromLocal, toLocal) : Daily(rule, start, fromLocal.Date, toLocal))
        {
            if (ToInstant(local, zone) is not { } instant || instant <= first)
                continue;
            if (instant > last)
                yield break;
            if (instant >= from)
                yield return instant;
            if (--remaining == 0)
                yield break;
        }
    }

    /// <summary>When the last occurrence of a rule with COUNT or UNTIL starts, at the latest; null when the calendar ends before the series.</summary>
    /// <returns>False when COUNT is not reached within a sensible time.</returns>
    public static bool TryFindEnd(RecurrenceRule rule, LocalDateTime start, DateTimeZone zone, out Instant? end)
    {
        end = LastInstant(rule.Until, zone) is var until && until < End ? until : null;
        if (rule.Count is not { } count)
            return true;

        var horizon = rule.IsSubDaily ? Instant.Min(End, start.PlusYears(SubDailyHorizon).InUtc().ToInstant()) : End;
        var found = 0;
        foreach (var instant in Starts(rule, start, zone, Instant.MinValue, horizon))
            (end, found) = (instant, found + 1);
        if (found < count)
            end = null;
        return found == count || horizon == End;
    }

    /// <summary>The instant of a local time; null when the clocks skip it, the first when it comes twice.</summary>
    public static Instant? ToInstant(LocalDateTime local, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count == 0 ? null : mapping.First().ToInstant();
    }

    /// <summary>The last instant at which an occurrence may start; what lies outside of the calendar is moved to its edge.</summary>
    public static Instant LastInstant(RecurrenceUntil? until, DateTimeZone zone)
    {
        if (until is not { } limit || limit.Value.Year > LastYear)
            return End;
        if (limit.Value.Year < FirstYear)
            return Instant.FromUtc(FirstYear, 1, 1, 0, 0);
        var local = LocalDateTime.FromDateTime(limit.Value);
        return limit.Kind switch
        {
            RecurrenceUntilKind.Utc => local.InUtc().ToInstant(),
            RecurrenceUntilKind.Local => local.InZoneLeniently(zone).ToInstant(),
            _ => local.Date.PlusDays(1).AtStartOfDayInZone(zone).ToInstant() - Duration.FromSeconds(1),
        };
    }

    private static IEnumerable<LocalDateTime> Daily(RecurrenceRule rule, LocalDateTime start, LocalDate from, LocalDate to)
    {
        var days = new RecurrenceDays(rule, start.Date);
        var times = TimesOf(rule.ByHour, start.Hour, rule.ByMinute, start.Minute, rule.BySecond, start.Second);
        for (var index = days.PeriodOf(from); days.FirstDay(index) is { } first && first <= to; index++)
        {
            foreach (var local in Choose(Combine(days.In(index), times), rule.BySetPos))
                yield return local;
        }
    }

    private static IEnumerable<LocalDateTime> Combine(IEnumerable<LocalDate> days, List<LocalTime> times)
    {
        foreach (var day in days)
        {
            foreach (var time in times)
                yield return day + time;
        }
    }

    private static IEnumerable<LocalDateTime> SubDaily(RecurrenceRule rule, LocalDateTime start, LocalDateTime from, LocalDate to)
    {
        var times = new RecurrenceTimes(rule, start);
        if (times.IsEmpty)
            yield break;
        var days = new RecurrenceDays(rule, start.Date);
        for (var day = from.Date; day <= to; day = day.PlusDays(1))
        {
            if (!days.Matches(day))
                continue;
            foreach (var time in times.In(day, day == from.Date ? from.TimeOfDay : LocalTime.Midnight))
                yield return day + time;
        }
    }

    private static List<LocalTime> TimesOf(
        IReadOnlyList<int> hours, int defaultHour, IReadOnlyList<int> minutes, int defaultMinute, IReadOnlyList<int> seconds, int defaultSecond) =>
        hours.Count + minutes.Count + seconds.Count == 0
            ? [new LocalTime(defaultHour, defaultMinute, defaultSecond)]
            : [.. from hour in hours.DefaultIfEmpty(defaultHour)
                from minute in minutes.DefaultIfEmpty(defaultMinute)
                from second in seconds.DefaultIfEmpty(defaultSecond)
                select new LocalTime(hour, minute, second)];

    /// <summary>BYSETPOS: the n-th of a period's set, from the end when negative; everything when there are no positions.</summary>
    public static IEnumerable<T> Choose<T>(IEnumerable<T> set, IReadOnlyList<int> positions)
    {
        if (positions.Count == 0)
            return set;
        var all = set.ToList();
        return positions.Select(p => p > 0 ? p - 1 : all.Count + p).Where(i => i >= 0 && i < all.Count).Distinct().Order().Select(i => all[i]);
    }
}
