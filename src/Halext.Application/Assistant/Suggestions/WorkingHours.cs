using NodaTime;

namespace Halext.Application.Assistant.Suggestions;

/// <summary>A time from its start until its end.</summary>
public sealed record TimeSlotDto(DateTimeOffset StartTime, DateTimeOffset EndTime);

/// <summary>Finds free time in the hours in which people work.</summary>
internal static class WorkingHours
{
    private static readonly LocalTime Begin = new(9, 0);
    private static readonly LocalTime Finish = new(17, 0);

    /// <summary>09:00 to 17:00 on the clocks of a zone, on the day in it on which an instant falls.</summary>
    public static TimeSlotDto On(DateTimeOffset instant, DateTimeZone zone)
    {
        var day = Instant.FromDateTimeOffset(instant).InZone(zone).Date;
        return new TimeSlotDto(At(Begin), At(Finish));

        DateTimeOffset At(LocalTime time) => zone.AtLeniently(day + time).ToInstant().ToDateTimeOffset();
    }

    /// <summary>The first gaps in which something fits that takes so long, each from the gap's start.</summary>
    /// <param name="window">Where to look.</param>
    /// <param name="busy">What takes time, in any order; it may overlap.</param>
    /// <param name="duration">How long it takes.</param>
    /// <param name="max">How many at the most.</param>
    public static IReadOnlyList<TimeSlotDto> FreeSlots(TimeSlotDto window, IEnumerable<TimeSlotDto> busy, TimeSpan duration, int max)
    {
        var slots = new List<TimeSlotDto>();
        var free = window.StartTime;
        foreach (var (start, end) in busy.OrderBy(b => b.StartTime).Append(new TimeSlotDto(window.EndTime, window.EndTime)))
        {
            var until = start < window.EndTime ? start : window.EndTime;
            if (until - free >= duration && slots.Count < max)
                slots.Add(new TimeSlotDto(free, free + duration));
            free = end > free ? end : free;
        }

        return slots;
    }
}
