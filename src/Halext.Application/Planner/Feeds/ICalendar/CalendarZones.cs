using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.TimeZones;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// Finds the tzdb zone that a file means by a TZID: by its name (of tzdb in any case, of Windows, or behind a prefix as in
/// <c>/citadel.org/20190914_1/Europe/Berlin</c>), by the names that its VTIMEZONE gives (X-LIC-LOCATION, RFC 7808's TZID-ALIAS-OF), or by
/// the rules of its VTIMEZONE. A known name wins over rules, as rules in files are often out of date. Not for several threads.
/// </summary>
/// <param name="calendars">All of the file; a VTIMEZONE serves the other calendars, too.</param>
internal sealed class CalendarZones(IEnumerable<CalendarComponent> calendars)
{
    /// <summary>Of any name that can be known, with a prefix.</summary>
    private const int NameMaxLength = 200;

    private static readonly Lazy<FrozenDictionary<string, string>> Names = new(ReadNames);

    private readonly ILookup<string, CalendarComponent> _definitions = calendars
        .SelectMany(c => c.Children("VTIMEZONE"))
        .ToLookup(zone => zone.First("TZID")?.Text.Trim() ?? "", StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, (DateTimeZone? Zone, string? Problem)> _resolved = [];

    /// <param name="timeZoneId">As it stands in the file.</param>
    /// <param name="zone">Of <see cref="DateTimeZoneProviders.Tzdb"/>; links are followed, except those between places of zone.tab.</param>
    /// <param name="problem">A sentence that says why there is none.</param>
    public bool TryResolve(string timeZoneId, [NotNullWhen(true)] out DateTimeZone? zone, [NotNullWhen(false)] out string? problem)
    {
        if (!_resolved.TryGetValue(timeZoneId, out var resolved))
            _resolved[timeZoneId] = resolved = Resolve(timeZoneId.Trim());
        (zone, problem) = resolved;
        return zone is not null;
    }

    /// <summary>The zone with that name, without looking into any file.</summary>
    public static DateTimeZone? ByName(string name) => IdOf(name.Trim()) is { } id ? DateTimeZoneProviders.Tzdb[id] : null;

    private (DateTimeZone? Zone, string? Problem) Resolve(string timeZoneId)
    {
        if (ByName(timeZoneId) is { } named)
            return (named, null);
        if (_definitions[timeZoneId].FirstOrDefault() is not { } definition)
            return (null, $"The time zone “{CalendarText.Shorten(timeZoneId)}” is unknown and the file does not define it.");

        var alias = definition.All("X-LIC-LOCATION").Concat(definition.All("TZID-ALIAS-OF")).Select(p => ByName(p.Text)).FirstOrDefault(z => z is not null);
        if (alias is not null)
            return (alias, null);
        if (!ZoneObservances.TryRead(definition, out var observances, out var problem))
            return (null, $"The time zone “{CalendarText.Shorten(timeZoneId)}” can not be read. {problem}");
        return (ByFixedOffset(observances) ?? ZoneFingerprints.Find(observances)) is { } id
            ? (DateTimeZoneProviders.Tzdb[id], null)
            : (null, $"The time zone “{CalendarText.Shorten(timeZoneId)}” has rules of no place on earth.");
    }

    /// <summary>Zones at sea: the sign of their names is that of POSIX, positive in the west.</summary>
    private static string? ByFixedOffset(ZoneObservances observances) => observances.Fixed switch
    {
        { Seconds: 0 } => DateTimeZone.Utc.Id,
        { Seconds: var seconds } when seconds % 3600 == 0 => Names.Value.GetValueOrDefault($"Etc/GMT{-seconds / 3600:+0;-0}"),
        _ => null,
    };

    private static string? IdOf(string name)
    {
        if (name.Length > NameMaxLength)
            return null;
        if (Find(name) is { } id)
            return id;
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            // A single word behind a prefix is hardly a place; EST may well observe daylight saving time in the VTIMEZONE.
            if (Find(name[(slash + 1)..]) is { } suffix && (name.IndexOf('/', slash + 1) >= 0 || suffix == DateTimeZone.Utc.Id))
                return suffix;
        }

        return null;

        static string? Find(string text) => Names.Value.GetValueOrDefault(text) ?? Names.Value.GetValueOrDefault(text.Replace(' ', '_'));
    }

    /// <summary>
    /// tzdb links places that have agreed since 1970 (Europe/Stockholm is Europe/Berlin); who wrote Stockholm shall read Stockholm, but
    /// US/Eastern becomes America/New_York.
    /// </summary>
    private static FrozenDictionary<string, string> ReadNames()
    {
        var source = TzdbDateTimeZoneSource.Default;
        var places = source.ZoneLocations!.Select(l => l.ZoneId).ToHashSet();
        var names = source.CanonicalIdMap.ToDictionary(m => m.Key, m => IdOf(m.Key), StringComparer.OrdinalIgnoreCase);
        foreach (var (windows, primary) in source.WindowsMapping.PrimaryMapping)
            names.TryAdd(windows, IdOf(primary));
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        string IdOf(string id) => source.CanonicalIdMap[id] switch
        {
            "Etc/UTC" or "Etc/GMT" => DateTimeZone.Utc.Id,
            var canonical => places.Contains(id) ? id : canonical,
        };
    }
}
