using System.Globalization;
using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>What events refuse.</summary>
public static class EventErrors
{
    public static readonly Error TooManyExceptions =
        Error.Invalid($"A series has at most {CalendarEvent.ExceptionsMax} exceptions; end it and start a new one.");

    public static readonly Error ReadOnly = Error.Forbidden("This event is shared with you for reading only.");

    public static readonly Error OwnerOnly = Error.Forbidden("Only the owner of the event may do this.");

    public static Error NotFound(int id) => Error.NotFound("Event", id);

    public static Error NoOccurrence(DateTimeOffset start) =>
        Error.NotFound("Occurrence", start.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
}
