using Halext.Domain.Planner;
using NodaTime;
using NodaTime.Calendars;
using NodaTime.Extensions;

namespace Halext.Application.Planner.Events;

/// <summary>
/// The days that a rule names: the periods of its frequency from the start's on, and within each the days that pass every BY… part of a day
/// (the table of RFC 5545 §3.3.10 read as filters; where no part says which day, the start's own is meant).
/// </summary>
internal sealed class RecurrenceDays
{
    private readonly RecurrenceRule _rule;
    private readonly LocalDate _start;
    private readonly IReadOnlyList<int> _months;
    private readonly IReadOnlyList<int> _monthDays;
    private readonly IReadOnlyList<RecurrenceDay> _weekdays;
    private readonly IWeekYearRule _weeks;

    public RecurrenceDays(RecurrenceRule rule, LocalDate start)
    {
        _rule = rule;
        _start = start;
        _weeks = WeekYearRules.ForMinDaysInFirstWeek(4, rule.WeekStart.ToIsoDayOfWeek());
        _months = rule.ByMonth;
        _monthDays = rule.ByMonthDay;
        _weekdays = rule.ByDay;

        var namesDay = rule.ByDay.Count + rule.ByMonthDay.Count + rule.ByYearDay.Count + rule.ByWeekNo.Count > 0;
        switch (rule.Frequency)
        {
            case RecurrenceFrequency.Yearly when !namesDay:
                _months = rule.ByMonth.Count > 0 ? rule.ByMonth : [start.Month];
                _monthDays = [start.Day];
                break;
            case RecurrenceFrequency.Yearly when rule.ByWeekNo.Count > 0 && rule.ByDay.Count + rule.ByMonthDay.Count + rule.ByYearDay.Count == 0:
                _weekdays = [new RecurrenceDay(start.DayOfWeek.ToDayOfWeek(), 0)];
                break;
            case RecurrenceFrequency.Monthly when !namesDay:
                _monthDays = [start.Day];
                break;
            case RecurrenceFrequency.Weekly when !namesDay:
                _weekdays = [new RecurrenceDay(start.DayOfWeek.ToDayOfWeek(), 0)];
                break;
        }
    }

    /// <summary>The number of the first period, counted from the start's as 0, that reaches <paramref name="day"/> or lies behind it.</summary>
    public int PeriodOf(LocalDate day)
    {
        var steps = _rule.Frequency switch
        {
            RecurrenceFrequency.Yearly => day.Year - _start.Year,
            RecurrenceFrequency.Monthly => ((day.Year - _start.Year) * 12) + day.Month - _start.Month,
            RecurrenceFrequency.Weekly => Period.DaysBetween(StartOfWeek(_start), StartOfWeek(day)) / 7,
            _ => Period.DaysBetween(_start, day),
        };
        return Math.Max(0, (steps + _rule.Interval - 1) / _rule.Interval);
    }

    /// <summary>The first day of a period; null behind the end of the calendar.</summary>
    public LocalDate? FirstDay(int period)
    {
        var steps = (long)period * _rule.Interval;
        var years = _rule.Frequency switch
        {
            RecurrenceFrequency.Yearly => steps,
            RecurrenceFrequency.Monthly => steps / 12,
            RecurrenceFrequency.Weekly => steps / 52,
            _ => steps / 365,
        };
        if (_start.Year + years > 9990)
            return null;
        return _rule.Frequency switch
        {
            RecurrenceFrequency.Yearly => new LocalDate(_start.Year + (int)steps, 1, 1),
            RecurrenceFrequency.Monthly => new LocalDate(_start.Year, _start.Month, 1).PlusMonths((int)steps),
            RecurrenceFrequency.Weekly => StartOfWeek(_start).PlusWeeks((int)steps),
            _ => _start.PlusDays((int)steps),
        };
    }

    /// <summary>The days of a period that the rule names, ascending.</summary>
    public IEnumerable<LocalDate> In(int period)
    {
        var first = FirstDay(period)!.Value;
        return _rule.Frequency switch
        {
            RecurrenceFrequency.Yearly => Enumerable.Range(1, 12).Where(IsMonth).SelectMany(month => InMonth(new LocalDate(first.Year, month, 1))),
            RecurrenceFrequency.Monthly => IsMonth(first.Month) ? InMonth(first) : [],
            RecurrenceFrequency.Weekly => Among(first, 7),
            _ => Among(first, 1),
        };
    }

    /// <summary>Whether a day passes every part that speaks of days.</summary>
    public bool Matches(LocalDate day) =>
        IsMonth(day.Month)
        && (_monthDays.Count == 0 || Names(_monthDays, day.Day, day.Calendar.GetDaysInMonth(day.Year, day.Month)))
        && (_weekdays.Count == 0 || IsWeekday(day))
        && (_rule.ByYearDay.Count == 0 || Names(_rule.ByYearDay, day.DayOfYear, day.Calendar.GetDaysInYear(day.Year)))
        && (_rule.ByWeekNo.Count == 0 || Names(_rule.ByWeekNo, _weeks.GetWeekOfWeekYear(day), _weeks.GetWeeksInWeekYear(_weeks.GetWeekYear(day))));

    private IEnumerable<LocalDate> InMonth(LocalDate first) => Among(first, first.Calendar.GetDaysInMonth(first.Year, first.Month));

    private IEnumerable<LocalDate> Among(LocalDate first, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var day = first.PlusDays(i);
            if (Matches(day))
                yield return day;
        }
    }

    private bool IsMonth(int month) => _months.Count == 0 || _months.Contains(month);

    /// <summary>Ordinals count within the month, or within the year for yearly rules without BYMONTH.</summary>
    private bool IsWeekday(LocalDate day)
    {
        var weekday = day.DayOfWeek.ToDayOfWeek();
        var (position, length) = _rule.Frequency is RecurrenceFrequency.Yearly && _rule.ByMonth.Count == 0
            ? (day.DayOfYear, day.Calendar.GetDaysInYear(day.Year))
            : (day.Day, day.Calendar.GetDaysInMonth(day.Year, day.Month));
        foreach (var wanted in _weekdays)
        {
            if (wanted.Day != weekday)
                continue;
            if (wanted.Ordinal == 0
                || (wanted.Ordinal > 0 && ((position - 1) / 7) + 1 == wanted.Ordinal)
                || (wanted.Ordinal < 0 && ((length - position) / 7) + 1 == -wanted.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Whether a list that may count from the end names the <paramref name="position"/>-th of <paramref name="length"/>.</summary>
    private static bool Names(IReadOnlyList<int> list, int position, int length) => list.Contains(position) || list.Contains(position - length - 1);

    private LocalDate StartOfWeek(LocalDate day) => day.PlusDays(-(((int)day.DayOfWeek - (int)_rule.WeekStart.ToIsoDayOfWeek() + 7) % 7));
}
