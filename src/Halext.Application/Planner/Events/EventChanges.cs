using Halext.Domain.Common;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Events;

/// <summary>Carries out what <see cref="UpdateEvent"/> asks for on a series or on one occurrence.</summary>
internal static class EventChanges
{
    /// <summary>The rule as the request wants it. A client that sends back what it was given changes nothing.</summary>
    public static RecurrenceRule? Rule(CalendarEvent series, UpdateEvent request)
    {
        var current = series.Rule;
        if (request.Rrule.IsSet && Canonical(request.Rrule.Value) is var wanted && wanted?.ToString() != series.Rrule)
            return wanted;

        var type = request.RecurrenceType.IsSet ? request.RecurrenceType.Value?.Trim().ToLowerInvariant() : Scheduling.TypeOf(current);
        if (type != Scheduling.TypeOf(current))
        {
            return Scheduling.Simple(
                type,
                request.RecurrenceInterval.IsSet ? request.RecurrenceInterval.Value : current?.Interval,
                request.RecurrenceEndDate.IsSet ? request.RecurrenceEndDate.Value : Scheduling.EndDateOf(series.Schedule));
        }

        // The simple fields are only a view of the rule, so what they do not show stays.
        if (current is not null && request.RecurrenceInterval is { IsSet: true, Value: var interval } && (interval ?? 1) != current.Interval)
            current = current.Stepping(interval ?? 1);
        if (current is not null && request.RecurrenceEndDate is { IsSet: true, Value: var end } && !SameSecond(end, Scheduling.EndDateOf(series.Schedule)))
            current = current.EndingAt(end is null ? null : Scheduling.UntilOf(end.Value));
        return current;
    }

    /// <summary>Changes the whole event or series.</summary>
    /// <param name="series">What to change.</param>
    /// <param name="request">The changes.</param>
    /// <param name="rule">The rule that it shall have.</param>
    /// <param name="at">The occurrence whose new times the request gives; null for the first.</param>
    public static Result<Done> ChangeAll(CalendarEvent series, UpdateEvent request, RecurrenceRule? rule, DateTimeOffset? at)
    {
        var before = series.Schedule;
        if (series.Overrides.FirstOrDefault(o => o.OriginalStart == at) is { } shown)
            request = request.Without(shown);
        var planned = Plan(before, request, rule, at ?? series.StartTime);
        if (planned.Failed)
            return planned.Error;

        var schedule = planned.Value;
        var exDates = Changed(request.Exdates, series.ExDates);
        var rDates = Changed(request.Rdates, series.RDates);
        series.Describe(Value(request.Title, series.Title), Value(request.Description, series.Description), Value(request.Location, series.Location));
        series.RemindBefore(Value(request.ReminderMinutes, series.ReminderMinutes));
        if (schedule == before)
            return series.SetExceptions(exDates ?? series.ExDates, rDates ?? series.RDates);

        // Exceptions go along with the series, as far as it still has the occurrences that they speak of.
        var oldExDates = series.ExDates;
        series.Reschedule(schedule);
        var added = series.SetExceptions([], rDates ?? series.RDates.Select(Move));
        if (added.Failed)
            return added;
        series.MoveOverrides(Move);
        series.RemoveOverrides(o => !series.IsSeries || !Occurrences.Has(series, o.OriginalStart));
        return series.SetExceptions(exDates ?? oldExDates.Select(Move).Where(d => series.IsSeries && Occurrences.Has(series, d)).ToList(), series.RDates);

        DateTimeOffset Move(DateTimeOffset occurrence) =>
            Shifted(occurrence, before, schedule, Distance(Scheduling.LocalStart(before), Scheduling.LocalStart(schedule)));
    }

    /// <summary>The exceptions of a series that a request sends back as it got them are not asked for.</summary>
    public static UpdateEvent WithoutKnownExceptions(this UpdateEvent request, CalendarEvent series) => request with
    {
        Exdates = Changed(request.Exdates, series.ExDates),
        Rdates = Changed(request.Rdates, series.RDates),
    };

    /// <summary>Changes one occurrence of a series.</summary>
    public static Result<Done> ChangeThis(CalendarEvent series, UpdateEvent request, RecurrenceRule? rule, DateTimeOffset at)
    {
        if (rule?.ToString() != series.Rrule
            || Value(request.AllDay, series.AllDay) != series.AllDay
            || Value(request.TimeZone, series.TimeZone) != series.TimeZone
            || Value(request.ReminderMinutes, series.ReminderMinutes) != series.ReminderMinutes
            || Changed(request.Exdates, series.ExDates) is not null
            || Changed(request.Rdates, series.RDates) is not null)
            return Error.Invalid("Scope", "Recurrence, time zone, all_day and reminder_minutes belong to the series: change them with scope=all or following.");
        var found = series.Override(at);
        if (found.Failed)
            return found.Error;

        var changed = found.Value;
        var start = Value(request.StartTime, changed.StartTime)!.Value;
        var times = Times(start, Value(request.EndTime, start + (changed.EndTime - changed.StartTime))!.Value, series.AllDay, series.TimeZone, null);
        if (times.Failed)
            return times.Error;
        changed.Describe(Value(request.Title, changed.Title), Value(request.Description, changed.Description), Value(request.Location, changed.Location));
        changed.Move(times.Value.Start, times.Value.End);
        series.MeasureSpan();
        return Done.Result;
    }

    /// <summary>The schedule with new times for one occurrence: the first one moves by as much.</summary>
    private static Result<EventSchedule> Plan(EventSchedule before, UpdateEvent request, RecurrenceRule? rule, DateTimeOffset occurrence)
    {
        var allDay = Value(request.AllDay, before.AllDay) ?? false;
        var timeZone = Value(request.TimeZone, before.TimeZone) ?? TimeZones.Utc;
        var start = Value(request.StartTime, occurrence)!.Value;
        var planned = Times(start, Value(request.EndTime, start + before.Duration)!.Value, allDay, timeZone, rule);
        if (planned.Failed)
            return planned;

        var after = planned.Value;
        var by = Distance(Scheduling.Local(occurrence, Scheduling.Zone(before)), Scheduling.LocalStart(after));
        var first = occurrence == before.Start ? after.Start : Shifted(before.Start, before, after, by);
        return Times(first, first + after.Duration, allDay, timeZone, rule == before.Rule ? EndMoved(before, after, by) : rule);
    }

    /// <summary>The end of a series goes along with its occurrences, or it would win or lose some of them.</summary>
    private static RecurrenceRule? EndMoved(EventSchedule before, EventSchedule after, Period by)
    {
        // An end outside of the calendar is none.
        if (before.Rule is not { Until: { } until } rule || by.Equals(Period.Zero) || !EventRules.IsWithinCalendar(new DateTimeOffset(until.Value, TimeSpan.Zero)))
            return before.Rule;
        var moved = until.Kind is RecurrenceUntilKind.Utc
            ? Shifted(new DateTimeOffset(until.Value, TimeSpan.Zero), before, after, by).UtcDateTime
            : (LocalDateTime.FromDateTime(until.Value) + by).ToDateTimeUnspecified();
        return rule.EndingAt(until with { Value = moved });
    }

    /// <summary>Who saw one occurrence, and sends back what it showed, does not ask for the whole series to become like it.</summary>
    private static UpdateEvent Without(this UpdateEvent request, EventOverride shown) => request with
    {
        Title = request.Title.Value == shown.Title ? default : request.Title,
        Description = request.Description.Value == shown.Description ? default : request.Description,
        Location = request.Location.Value == shown.Location ? default : request.Location,
        StartTime = SameSecond(request.StartTime.Value, shown.StartTime) && SameSecond(request.EndTime.Value, shown.EndTime) ? default : request.StartTime,
        EndTime = SameSecond(request.StartTime.Value, shown.StartTime) && SameSecond(request.EndTime.Value, shown.EndTime) ? default : request.EndTime,
    };

    private static Result<EventSchedule> Times(DateTimeOffset start, DateTimeOffset end, bool allDay, string timeZone, RecurrenceRule? rule)
    {
        if (end < start)
            return Error.Invalid(nameof(UpdateEvent.EndTime), "end_time must not lie before start_time.");
        return EventRules.IsWithinCalendar(start)
            ? Scheduling.Plan(start, end, allDay, timeZone, rule)
            : Error.Invalid(nameof(UpdateEvent.StartTime), "The series would start too far in the past or future.");
    }

    /// <summary>In days and hours: a month would be of another length elsewhere.</summary>
    private static Period Distance(LocalDateTime from, LocalDateTime to) => Period.Between(from, to, PeriodUnits.Days | PeriodUnits.AllTimeUnits);

    /// <summary>A time of a series that moves by a period of local time.</summary>
    private static DateTimeOffset Shifted(DateTimeOffset time, EventSchedule before, EventSchedule after, Period by) =>
        (Scheduling.Local(time, Scheduling.Zone(before)) + by).InZoneLeniently(Scheduling.Zone(after)).ToDateTimeOffset().ToUniversalTime();

    private static T Value<T>(Optional<T> field, T current) => field.IsSet ? field.Value : current;

    /// <summary>The list that the request gives, unless it is the one that is there.</summary>
    private static List<DateTimeOffset>? Changed(IReadOnlyList<DateTimeOffset>? wanted, IReadOnlyList<DateTimeOffset> current) =>
        wanted?.Select(Scheduling.WholeSeconds).Distinct().Order().ToList() is { } list && !list.SequenceEqual(current) ? list : null;

    private static RecurrenceRule? Canonical(string? text) => string.IsNullOrWhiteSpace(text) ? null : Scheduling.Read(text);

    private static bool SameSecond(DateTimeOffset? a, DateTimeOffset? b) => a?.ToUnixTimeSeconds() == b?.ToUnixTimeSeconds();
}
