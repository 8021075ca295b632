using NodaTime;

namespace Halext.Application.Planner.Events;

/// <summary>The IANA time zones, from the database that comes with NodaTime: the same on every host.</summary>
internal static class TimeZones
{
    public const string Utc = "UTC";

    public static bool IsKnown(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is not null;

    /// <exception cref="NodaTime.TimeZones.DateTimeZoneNotFoundException">There is no such zone.</exception>
    public static DateTimeZone Find(string id) => DateTimeZoneProviders.Tzdb[id];
}
