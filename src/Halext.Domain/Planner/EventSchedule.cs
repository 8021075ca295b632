namespace Halext.Domain.Planner;

/// <summary>When an event takes place, as a whole: these belong together and change together.</summary>
/// <param name="Start">When it starts, or the first of a series does (DTSTART).</param>
/// <param name="End">When that ends; never before the start.</param>
/// <param name="AllDay">Whether it takes whole days. Then the times are midnights in UTC that stand for dates, the end exclusive.</param>
/// <param name="TimeZone">The IANA time zone whose clocks a series follows.</param>
/// <param name="Rule">How it is repeated; null when it is not.</param>
/// <param name="LastStart">When the last occurrence by the rule starts, at the latest; null when it is repeated for ever, or not at all.</param>
public sealed record EventSchedule(
    DateTimeOffset Start, DateTimeOffset End, bool AllDay, string TimeZone, RecurrenceRule? Rule, DateTimeOffset? LastStart)
{
    public TimeSpan Duration => End - Start;
}
