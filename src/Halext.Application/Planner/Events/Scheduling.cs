using Halext.Domain.Common;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Events;

/// <summary>Makes the schedule of an event from what people say of it.</summary>
internal static class Scheduling
{
    /// <summary>What events say that are not repeated.</summary>
    public const string NotRepeated = "none";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Puts a schedule together; times lose their fractions, and all-day events become whole dates.</summary>
    /// <param name="start">When it starts.</param>
    /// <param name="end">When it ends, not before the start.</param>
    /// <param name="allDay">Whether it takes whole days; then the times are read as dates in <paramref name="timeZone"/>, midnight in UTC as that date anywhere.</param>
    /// <param name="timeZone">A zone that is known.</param>
    /// <param name="rule">How it is repeated.</param>
    public static Result<EventSchedule> Plan(DateTimeOffset start, DateTimeOffset end, bool allDay, string timeZone, RecurrenceRule? rule)
    {
        (start, end) = allDay ? WholeDays(start, end, TimeZones.Find(timeZone)) : (WholeSeconds(start), WholeSeconds(end));
        var schedule = new EventSchedule(start, end, allDay, timeZone, rule, null);
        if (rule is null)
            return schedule;
        if (allDay && (rule.IsSubDaily || rule.ByHour.Count + rule.ByMinute.Count + rule.BySecond.Count > 0))
            return Error.Invalid("Rrule", "An event that takes whole days is repeated by days, not by hours, minutes or seconds.");

        // The clocks of a series know only the first of two equal times.
        var zone = Zone(schedule);
        var local = LocalStart(schedule);
        if (Recurrence.ToInstant(local, zone)?.ToDateTimeOffset() is { } first && first != start)
            (schedule, start) = (schedule with { Start = first, End = first + schedule.Duration }, first);
        if (!Recurrence.TryFindEnd(rule, local, zone, out var last))
            return Error.Invalid("Rrule", "The rule does not come to its COUNT within a sensible time.");
        return schedule with { LastStart = last?.ToDateTimeOffset() is { } at && at < start ? start : last?.ToDateTimeOffset() };
    }

    /// <summary>The zone that the series' local times belong to: dates are the same everywhere.</summary>
    public static DateTimeZone Zone(EventSchedule schedule) => schedule.AllDay ? DateTimeZone.Utc : TimeZones.Find(schedule.TimeZone);

    /// <summary>DTSTART as the clocks of the series' zone show it.</summary>
    public static LocalDateTime LocalStart(EventSchedule schedule) => Local(schedule.Start, Zone(schedule));

    public static LocalDateTime Local(DateTimeOffset instant, DateTimeZone zone) => Instant.FromDateTimeOffset(instant).InZone(zone).LocalDateTime;

    public static DateTimeOffset WholeSeconds(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>The rule that the three simple fields describe; null for none.</summary>
    public static RecurrenceRule? Simple(string? type, int? interval, DateTimeOffset? endDate) => FrequencyOf(type) is { } frequency
        ? RecurrenceRule.Every(frequency, interval ?? 1, endDate is { } end ? UntilOf(end) : null)
        : null;

    /// <summary>A rule that a validator has let through.</summary>
    /// <exception cref="FormatException">No validator has looked at it.</exception>
    public static RecurrenceRule Read(string text) =>
        RecurrenceRule.TryParse(text, out var rule, out var problem) ? rule : throw new FormatException(problem);

    /// <summary>Midnight in UTC is how clients send a date, and a date includes its whole day.</summary>
    public static RecurrenceUntil UntilOf(DateTimeOffset endDate) => endDate.UtcDateTime.TimeOfDay == TimeSpan.Zero
        ? new RecurrenceUntil(endDate.UtcDateTime, RecurrenceUntilKind.Date)
        : new RecurrenceUntil(WholeSeconds(endDate).UtcDateTime, RecurrenceUntilKind.Utc);

    /// <summary>The frequency as the simple fields call it; finer ones than daily too, because it must say something.</summary>
    public static string TypeOf(RecurrenceRule? rule) => rule?.Frequency.ToString().ToLowerInvariant() ?? NotRepeated;

    /// <summary>The simple field that says when a rule ends; for a COUNT, when its last occurrence starts.</summary>
    public static DateTimeOffset? EndDateOf(EventSchedule schedule) => schedule.Rule?.Until switch
    {
        null => schedule.Rule?.Count is null ? null : schedule.LastStart,
        { Kind: RecurrenceUntilKind.Local } until => Recurrence.LastInstant(until, Zone(schedule)).ToDateTimeOffset(),
        { Value: var value } => new DateTimeOffset(value, TimeSpan.Zero),
    };

    /// <summary>Null when <paramref name="type"/> is no frequency that the simple fields know, "none" included.</summary>
    public static RecurrenceFrequency? FrequencyOf(string? type) => type?.Trim().ToLowerInvariant() switch
    {
        "daily" => RecurrenceFrequency.Daily,
        "weekly" => RecurrenceFrequency.Weekly,
        "monthly" => RecurrenceFrequency.Monthly,
        "yearly" => RecurrenceFrequency.Yearly,

        // What a rule may be called in answers has to be understood when it comes back.
        "hourly" => RecurrenceFrequency.Hourly,
        "minutely" => RecurrenceFrequency.Minutely,
        "secondly" => RecurrenceFrequency.Secondly,
        _ => null,
    };

    private static (DateTimeOffset Start, DateTimeOffset End) WholeDays(DateTimeOffset start, DateTimeOffset end, DateTimeZone zone)
    {
        var first = DateOf(start, zone);
        var last = DateOf(end, zone);

        // A day that has begun counts as a whole, and an event takes one day at least.
        if (!IsMidnight(end, zone))
            last += Day;
        return (first, last > first ? last : first + Day);
    }

    private static DateTimeOffset DateOf(DateTimeOffset instant, DateTimeZone zone) => instant.UtcDateTime.TimeOfDay == TimeSpan.Zero
        ? instant.ToUniversalTime()
        : new DateTimeOffset(Local(instant, zone).Date.ToDateTimeUnspecified(), TimeSpan.Zero);

    private static bool IsMidnight(DateTimeOffset instant, DateTimeZone zone) =>
        instant.UtcDateTime.TimeOfDay == TimeSpan.Zero || Local(instant, zone).TimeOfDay == LocalTime.Midnight;
}
