using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// Whether a property is what its type (RFC 5545 § 3.2.20, § 3.3) demands, strictly: readers of other programs refuse a whole calendar for
/// one that is not.
/// </summary>
internal static partial class ValueTypes
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    /// <summary>Of properties that are no text when VALUE does not say what they are.</summary>
    private static readonly FrozenDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        ["ACKNOWLEDGED"] = "DATE-TIME",
        ["COMPLETED"] = "DATE-TIME",
        ["CREATED"] = "DATE-TIME",
        ["DTEND"] = "DATE-TIME",
        ["DTSTAMP"] = "DATE-TIME",
        ["DTSTART"] = "DATE-TIME",
        ["DUE"] = "DATE-TIME",
        ["DURATION"] = "DURATION",
        ["EXDATE"] = "DATE-TIME",
        ["EXRULE"] = "RECUR",
        ["FREEBUSY"] = "PERIOD",
        ["GEO"] = "FLOAT",
        ["LAST-MODIFIED"] = "DATE-TIME",
        ["PERCENT-COMPLETE"] = "INTEGER",
        ["PRIORITY"] = "INTEGER",
        ["RDATE"] = "DATE-TIME",
        ["RECURRENCE-ID"] = "DATE-TIME",
        ["REFRESH-INTERVAL"] = "DURATION",
        ["REPEAT"] = "INTEGER",
        ["RRULE"] = "RECUR",
        ["SEQUENCE"] = "INTEGER",
        ["TRIGGER"] = "DURATION",
        ["TZOFFSETFROM"] = "UTC-OFFSET",
        ["TZOFFSETTO"] = "UTC-OFFSET",
    }.ToFrozenDictionary();

    public static bool Fits(CalendarProperty property) =>
        property.Parameters.All(p => p.Values.Count > 0 && p.Name.Length > 0 && !p.Name.AsSpan().ContainsAnyExcept(NameCharacters))
        && Values(property).All(value => Fits(value, TypeOf(property)));

    private static string? TypeOf(CalendarProperty property) => property.Parameter("VALUE")?.ToUpperInvariant() ?? Defaults.GetValueOrDefault(property.Name);

    private static string[] Values(CalendarProperty property) => property.Name switch
    {
        "EXDATE" or "RDATE" or "FREEBUSY" => property.Value.Split(','),
        "GEO" => property.Value.Split(';'),
        _ => [property.Value],
    };

    private static bool Fits(string value, string? type) => type switch
    {
        "DATE" => Date().IsMatch(value) && CalendarValues.TryTime(value, null, out _, out _),
        "DATE-TIME" => DateTime().IsMatch(value) && CalendarValues.TryTime(value, null, out _, out _),
        "DURATION" => !value.Any(char.IsAsciiLetterLower) && CalendarValues.TryDuration(value, out _, out _),
        "PERIOD" => value.Split('/') is [var start, var end] && Fits(start, "DATE-TIME") && (Fits(end, "DATE-TIME") || Fits(end, "DURATION")),
        "RECUR" => RecurrenceRule.TryParse(value, out _, out _),
        "INTEGER" => CalendarValues.TryInteger(value, out _, out _),
        "FLOAT" => Float().IsMatch(value),
        "UTC-OFFSET" => UtcOffset().IsMatch(value) && CalendarValues.TryOffset(value, out _, out _),
        "BOOLEAN" => value.ToUpperInvariant() is "TRUE" or "FALSE",
        _ => true,
    };

    [GeneratedRegex("^[0-9]{8}$")]
    private static partial Regex Date();

    [GeneratedRegex("^[0-9]{8}T[0-9]{6}Z?$")]
    private static partial Regex DateTime();

    [GeneratedRegex("^[+-]?[0-9]+([.][0-9]+)?$")]
    private static partial Regex Float();

    [GeneratedRegex("^[+-][0-9]{4}([0-9]{2})?$")]
    private static partial Regex UtcOffset();
}
