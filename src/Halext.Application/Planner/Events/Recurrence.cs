using System.Numerics;
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

    /// <summary>NodaTime's calendar ends with 9999; a margin keeps offsets from leaving it.</summary>
    private const int LastYear = 9998;

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

        var last = Earlier(to - Duration.Epsilon, LastInstant(rule.Until, zone));
        foreach (var local in LocalStarts(rule, start, LocalDate(begin, zone).PlusDays(-1), LocalDate(last, zone).PlusDays(1)))
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

    /// <summary>When the last occurrence of a rule with COUNT or UNTIL starts, at the latest; null when the series has no end.</summary>
    /// <returns>False when COUNT is not reached within a sensible time.</returns>
    public static bool TryFindEnd(RecurrenceRule rule, LocalDateTime start, DateTimeZone zone, out Instant? end)
    {
        end = LastInstant(rule.Until, zone) is var until && rule.Until is not null ? until : null;
        if (rule.Count is not { } count)
            return true;

        var horizon = Math.Min(rule.IsSubDaily ? start.Year + SubDailyHorizon : LastYear, LastYear);
        var to = new LocalDate(horizon, 12, 31).AtStartOfDayInZone(zone).ToInstant();
        var found = 0;
        foreach (var instant in Starts(rule, start, zone, Instant.MinValue, to))
            (end, found) = (instant, found + 1);
        return found == count;
    }

    /// <summary>The instant of a local time; null when the clocks skip it, the first when it comes twice.</summary>
    public static Instant? ToInstant(LocalDateTime local, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count == 0 ? null : mapping.First().ToInstant();
    }

    /// <summary>The last instant at which an occurrence may start.</summary>
    public static Instant LastInstant(RecurrenceUntil? until, DateTimeZone zone) => until switch
    {
        null => Instant.MaxValue,
        { Kind: RecurrenceUntilKind.Utc, Value: var value } => Instant.FromDateTimeUtc(DateTime.SpecifyKind(value, DateTimeKind.Utc)),
        { Kind: RecurrenceUntilKind.Local, Value: var value } => LocalDateTime.FromDateTime(value).InZoneLeniently(zone).ToInstant(),
        { Value: var value } => NodaTime.LocalDate.FromDateTime(value).PlusDays(1).AtStartOfDayInZone(zone).ToInstant() - Duration.FromSeconds(1),
    };

    private static Instant Earlier(Instant a, Instant b) => a < b ? a : b;

    private static LocalDate LocalDate(Instant instant, DateTimeZone zone)
    {
        var end = new LocalDate(LastYear, 12, 31);
        return instant >= end.AtMidnight().InUtc().ToInstant() ? end : instant.InZone(zone).Date;
    }

    /// <summary>The local times that the rule names, from the period of <paramref name="from"/> on, ascending.</summary>
    private static IEnumerable<LocalDateTime> LocalStarts(RecurrenceRule rule, LocalDateTime start, LocalDate from, LocalDate to)
    {
        var days = new RecurrenceDays(rule, start.Date);
        var begin = NodaTime.LocalDate.Max(from, start.Date);
        return rule.IsSubDaily ? SubDaily(rule, start, days, begin, to) : Daily(rule, start, days, begin, to);
    }

    private static IEnumerable<LocalDateTime> Daily(RecurrenceRule rule, LocalDateTime start, RecurrenceDays days, LocalDate from, LocalDate to)
    {
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

    private static IEnumerable<LocalDateTime> SubDaily(RecurrenceRule rule, LocalDateTime start, RecurrenceDays days, LocalDate from, LocalDate to)
    {
        // Minutes are a multiple of this apart, so a second that is not on its grid is never met, however long one looks.
        var grid = (int)BigInteger.GreatestCommonDivisor(60, rule.Interval);
        if (rule.Frequency is RecurrenceFrequency.Secondly && rule.BySecond.Count > 0 && !rule.BySecond.Any(s => IsStep(s - start.Second, grid)))
            yield break;

        for (var day = from; day <= to; day = day.PlusDays(1))
        {
            if (!days.Matches(day))
                continue;
            var sinceStart = (long)Period.DaysBetween(start.Date, day) * 24;
            for (var hour = 0; hour < 24; hour++)
            {
                if (rule.ByHour.Count > 0 && !rule.ByHour.Contains(hour))
                    continue;
                var within = rule.Frequency switch
                {
                    RecurrenceFrequency.Hourly => IsStep(sinceStart + hour - start.Hour, rule.Interval)
                        ? Choose(TimesOf([hour], 0, rule.ByMinute, start.Minute, rule.BySecond, start.Second), rule.BySetPos)
                        : [],
                    _ => InHour(rule, start, hour, sinceStart),
                };
                foreach (var time in within)
                    yield return day + time;
            }
        }
    }

    /// <summary>The times of an hour that a rule by minutes or seconds names.</summary>
    private static IEnumerable<LocalTime> InHour(RecurrenceRule rule, LocalDateTime start, int hour, long hoursSinceStart)
    {
        for (var minute = 0; minute < 60; minute++)
        {
            if (rule.ByMinute.Count > 0 && !rule.ByMinute.Contains(minute))
                continue;
            var minutes = ((hoursSinceStart + hour - start.Hour) * 60) + minute - start.Minute;
            if (rule.Frequency is RecurrenceFrequency.Minutely)
            {
                if (!IsStep(minutes, rule.Interval))
                    continue;
                foreach (var time in Choose(TimesOf([hour], 0, [minute], 0, rule.BySecond, start.Second), rule.BySetPos))
                    yield return time;
                continue;
            }

            // Every period has one second, so the first and the last of it are the same and no other exists.
            if (rule.BySetPos.Count > 0 && !rule.BySetPos.Any(p => p is 1 or -1))
                yield break;
            var seconds = (minutes * 60) - start.Second;
            foreach (var second in rule.BySecond.Count > 0 ? rule.BySecond.Where(s => IsStep(seconds + s, rule.Interval)) : Steps(seconds, rule.Interval))
                yield return new LocalTime(hour, minute, second);
        }
    }

    /// <summary>The seconds of a minute that are whole steps away from the start, which lies <paramref name="distance"/> before it.</summary>
    private static IEnumerable<int> Steps(long distance, int interval)
    {
        for (var second = (interval - Modulo(distance, interval)) % interval; second < 60; second += interval)
            yield return second;
    }

    private static bool IsStep(long distance, int interval) => Modulo(distance, interval) == 0;

    private static int Modulo(long value, int by) => (int)(((value % by) + by) % by);

    private static List<LocalTime> TimesOf(
        IReadOnlyList<int> hours, int defaultHour, IReadOnlyList<int> minutes, int defaultMinute, IReadOnlyList<int> seconds, int defaultSecond) =>
        hours.Count + minutes.Count + seconds.Count == 0
            ? [new LocalTime(defaultHour, defaultMinute, defaultSecond)]
            : [.. from hour in hours.DefaultIfEmpty(defaultHour)
                from minute in minutes.DefaultIfEmpty(defaultMinute)
                from second in seconds.DefaultIfEmpty(defaultSecond)
                select new LocalTime(hour, minute, second)];

    /// <summary>BYSETPOS: the n-th of a period's set, from the end when negative; everything when there are no positions.</summary>
    private static IEnumerable<T> Choose<T>(IEnumerable<T> set, IReadOnlyList<int> positions)
    {
        if (positions.Count == 0)
            return set;
        var all = set.ToList();
        return positions.Select(p => p > 0 ? p - 1 : all.Count + p).Where(i => i >= 0 && i < all.Count).Distinct().Order().Select(i => all[i]);
    }
}
