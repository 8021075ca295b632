using Halext.Application.Planner.Events;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Reminders;

/// <summary>Something that people are reminded of.</summary>
/// <param name="Start">When the occurrence starts, or the task is due: its name.</param>
/// <param name="Begin">The same; of a date, the morning of that day.</param>
/// <param name="RemindAt">When to remind of it.</param>
/// <param name="Until">From then on it is too late for that.</param>
/// <param name="Occurrence">The occurrence; null of tasks.</param>
internal sealed record ReminderTime(
    DateTimeOffset Start, DateTimeOffset Begin, DateTimeOffset RemindAt, DateTimeOffset Until, Occurrence? Occurrence = null);

/// <summary>When people are to be reminded of one event or task.</summary>
internal abstract class ReminderTimes(int? minutes)
{
    /// <summary>Dates begin then, where reminders are concerned.</summary>
    protected const int MorningHour = 9;

    /// <summary>After that long it is too late to remind of anything.</summary>
    public static readonly TimeSpan LateMax = TimeSpan.FromDays(1);

    public bool AreWanted { get; } = minutes is not null;

    public TimeSpan Lead { get; } = TimeSpan.FromMinutes(minutes ?? 0);

    /// <summary>Everything that begins from <paramref name="from"/> on and before <paramref name="to"/>, ascending and lazy; more may be among it.</summary>
    public abstract IEnumerable<ReminderTime> Between(DateTimeOffset from, DateTimeOffset to);

    /// <summary>Whether there may be more, even if there was nothing before <paramref name="to"/>.</summary>
    public abstract bool GoOnBehind(DateTimeOffset to);

    /// <summary>What starts, or is due, at an instant; null when nothing does.</summary>
    public abstract ReminderTime? At(DateTimeOffset start);
}

/// <summary>Of an event: each of its occurrences.</summary>
/// <param name="one">The event or series.</param>
/// <param name="overrides">Its changed occurrences, as far as they touch the windows that will be asked for.</param>
internal sealed class EventReminderTimes(CalendarEvent one, ILookup<int, EventOverride> overrides) : ReminderTimes(one.ReminderMinutes)
{
    /// <summary>Who is reminded at the start of what takes no time is not too late a moment after it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>How far from its midnight in UTC a date begins or ends anywhere.</summary>
    private static readonly TimeSpan DateMargin = TimeSpan.FromDays(1);

    private static readonly Instant First = Instant.FromDateTimeOffset(DateTimeOffset.MinValue);
    private static readonly Instant Last = Instant.FromDateTimeOffset(DateTimeOffset.MaxValue);

    private readonly Dictionary<DateTimeOffset, EventOverride> _changed = overrides[one.Id].ToDictionary(o => o.OriginalStart);

    public override IEnumerable<ReminderTime> Between(DateTimeOffset from, DateTimeOffset to)
    {
        if (!one.IsSeries)
            return [Of(new Occurrence(one, one.StartTime, one.StartTime, one.EndTime))];
        var margin = one.AllDay ? DateMargin : TimeSpan.Zero;
        return Occurrences.Starting(one, _changed, from.Plus(-margin), to.Plus(margin)).Select(Of);
    }

    public override bool GoOnBehind(DateTimeOffset to) => one.IsSeries && (one.SpanEnd is not { } end || end >= to);

    public override ReminderTime? At(DateTimeOffset start) =>
        Occurrences.Starting(one, _changed, start, start.Plus(TimeSpan.FromSeconds(1))).Where(o => o.Start == start).Select(Of).FirstOrDefault();

    private ReminderTime Of(Occurrence occurrence)
    {
        var (begin, end) = one.AllDay
            ? (InZone(Date(occurrence.Start) + new LocalTime(MorningHour, 0)), InZone(Date(occurrence.End).AtMidnight()))
            : (occurrence.Start, Later(occurrence.End, occurrence.Start.Plus(Grace)));
        var late = begin.Plus(LateMax);
        return new ReminderTime(occurrence.Start, begin, begin.Plus(-Lead), end < late ? end : late, occurrence);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private DateTimeOffset InZone(LocalDateTime local)
    {
        // The first and the last day of the calendar begin or end outside of it in some zones.
        var instant = local.InZoneLeniently(TimeZones.Find(one.TimeZone)).ToInstant();
        return Instant.Max(First, Instant.Min(instant, Last)).ToDateTimeOffset();
    }

    private static LocalDate Date(DateTimeOffset midnight) => LocalDate.FromDateTime(midnight.UtcDateTime);
}

/// <summary>Of a task: when it is due.</summary>
internal sealed class TaskReminderTimes(TaskItem task) : ReminderTimes(task.ReminderMinutes)
{
    public override IEnumerable<ReminderTime> Between(DateTimeOffset from, DateTimeOffset to) =>
        task is { Completed: false, DueDate: { } due } ? [Of(due)] : [];

    public override bool GoOnBehind(DateTimeOffset to) => false;

    public override ReminderTime? At(DateTimeOffset start) => !task.Completed && task.DueDate == start ? Of(start) : null;

    /// <summary>Midnight in UTC is how clients send a date.</summary>
    public static bool IsDate(DateTimeOffset due) => due.UtcDateTime.TimeOfDay == TimeSpan.Zero;

    private ReminderTime Of(DateTimeOffset due)
    {
        var begin = IsDate(due) ? due.Plus(TimeSpan.FromHours(MorningHour)) : due;
        return new ReminderTime(due, begin, begin.Plus(-Lead), begin.Plus(LateMax));
    }
}
