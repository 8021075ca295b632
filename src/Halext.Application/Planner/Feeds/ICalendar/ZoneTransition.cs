using NodaTime;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>The instant at which a zone's clocks change.</summary>
/// <param name="At">The first instant of the new offset.</param>
/// <param name="Before">The offset from UTC until then.</param>
/// <param name="After">The offset from UTC from then on.</param>
internal readonly record struct ZoneTransition(Instant At, Offset Before, Offset After);
