using System.Numerics;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Events;

/// <summary>
/// The times of a day that a rule finer than daily names. Such rules step through hours, minutes or seconds; here, a day is a row of these
/// units, and the steps of INTERVAL, counted from the start, meet some of them.
/// </summary>
internal sealed class RecurrenceTimes
{
    private const int FewMax = 5_000;

    private readonly RecurrenceRule _rule;
    private readonly LocalDateTime _start;
    private readonly bool[] _hours;
    private readonly bool[] _minutes;
    private readonly bool[] _seconds;

    /// <summary>How many seconds a unit has, how many units a day has, and which of them the start lies in.</summary>
    private readonly int _unit;
    private readonly int _units;
    private readonly int _first;

    /// <summary>The units that the BY… parts let through, where there are so few that looking at each is less work than stepping.</summary>
    private readonly List<int>? _few;

    public RecurrenceTimes(RecurrenceRule rule, LocalDateTime start)
    {
        (_rule, _start) = (rule, start);
        _unit = rule.Frequency switch
        {
            RecurrenceFrequency.Hourly => 3600,
            RecurrenceFrequency.Minutely => 60,
            _ => 1,
        };
        _units = 86_400 / _unit;
        _first = ((((start.Hour * 60) + start.Minute) * 60) + start.Second) / _unit;
        _hours = Allowed(rule.ByHour, 24);
        _minutes = Allowed(rule.Frequency is RecurrenceFrequency.Hourly ? [] : rule.ByMinute, 60);
        _seconds = Allowed(rule.Frequency is RecurrenceFrequency.Secondly ? rule.BySecond : [], 60);

        // Whole days later the steps meet only units that are a multiple of this away from the start's.
        var grid = (int)BigInteger.GreatestCommonDivisor(rule.Interval, _units);
        var met = Enumerable.Range(0, _units / grid).Select(i => (_first % grid) + (i * grid)).Where(IsAllowed);
        var fewer = Math.Min(_units / rule.Interval, FewMax);
        var some = met.Take(fewer + 1).ToList();
        IsEmpty = some.Count == 0;
        _few = some.Count <= fewer ? some : null;
    }

    /// <summary>Whether no time of any day is ever met, however long one looks.</summary>
    public bool IsEmpty { get; }

    /// <summary>The times of a day that has passed every part that speaks of days, ascending.</summary>
    /// <param name="day">The day, not before the start's.</param>
    /// <param name="from">The first time that counts.</param>
    public IEnumerable<LocalTime> In(LocalDate day, LocalTime from)
    {
        var distance = ((long)Period.DaysBetween(_start.Date, day) * _units) - _first;
        var begin = (int)(from.TickOfDay / TimeSpan.TicksPerSecond / _unit);
        foreach (var unit in _few is null ? Steps(distance, begin) : _few.Where(u => u >= begin && (distance + u) % _rule.Interval == 0))
        {
            foreach (var time in Within(unit))
            {
                if (time >= from)
                    yield return time;
            }
        }
    }

    private IEnumerable<int> Steps(long distance, int begin)
    {
        var behind = (int)((((distance + begin) % _rule.Interval) + _rule.Interval) % _rule.Interval);
        for (var unit = begin + (behind == 0 ? 0 : _rule.Interval - behind); unit < _units; unit += _rule.Interval)
        {
            if (IsAllowed(unit))
                yield return unit;
        }
    }

    /// <summary>The times within an hour, minute or second, which is one period of the rule.</summary>
    private IEnumerable<LocalTime> Within(int unit)
    {
        var time = LocalTime.FromSecondsSinceMidnight(unit * _unit);
        if (_unit == 1 && _rule.BySetPos.Count == 0)
            return [time];
        IReadOnlyList<int> minutes = _unit < 3600 ? [time.Minute] : _rule.ByMinute.Count > 0 ? _rule.ByMinute : [_start.Minute];
        IReadOnlyList<int> seconds = _unit < 60 ? [time.Second] : _rule.BySecond.Count > 0 ? _rule.BySecond : [_start.Second];
        var all = minutes.SelectMany(minute => seconds.Select(second => new LocalTime(time.Hour, minute, second)));
        return Recurrence.Choose(all, _rule.BySetPos);
    }

    private bool IsAllowed(int unit)
    {
        var second = unit * _unit;
        return _hours[second / 3600] && _minutes[second / 60 % 60] && _seconds[second % 60];
    }

    private static bool[] Allowed(IReadOnlyList<int> list, int count) => [.. Enumerable.Range(0, count).Select(i => list.Count == 0 || list.Contains(i))];
}
