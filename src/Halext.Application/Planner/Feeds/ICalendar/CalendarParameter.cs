namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>A property parameter (RFC 5545 § 3.2).</summary>
/// <param name="Name">In upper case.</param>
/// <param name="Values">Without quotation marks, RFC 6868 decoded. None when the parameter has no equals sign, as in vCalendar 1.0.</param>
internal sealed record CalendarParameter(string Name, params IReadOnlyList<string> Values);
