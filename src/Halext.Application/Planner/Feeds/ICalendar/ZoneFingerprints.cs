using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.TimeZones;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// Finds the tzdb zone that has the same offsets at the same instants as a VTIMEZONE, by a hash of both over a span of years. Writers such
/// as Outlook only know today's rules and apply them to the past, so later spans are tried after the whole one; Lotus Notes has the right
/// days but the wrong hours, so the days are tried last. Among zones that are
/// equal, that of the Windows zone with the most places wins (CLDR, windowsZones.xml), then that of any Windows zone, then the first of
/// zone.tab by alphabet: rules of Central Europe are Europe/Berlin, those of the American east are America/New_York.
/// </summary>
internal static class ZoneFingerprints
{
    private static readonly Span[] Spans =
    [
        new(2000, 2040, ToTheSecond: true),
        new(2010, 2037, ToTheSecond: true),
        new(2020, 2037, ToTheSecond: true),
        new(2020, 2037, ToTheSecond: false),
    ];

    private static readonly Lazy<FrozenDictionary<string, string>[]> Zones = new(() => [.. Spans.Select(Known)]);

    /// <summary>The id of the zone, or null.</summary>
    public static string? Find(ZoneObservances observances)
    {
        var onsets = observances.Onsets(Spans[0].From - 1, Spans[0].To);
        return Spans.Select((span, i) => Zones.Value[i].GetValueOrDefault(Of(onsets, span))).FirstOrDefault(id => id is not null);
    }

    private static FrozenDictionary<string, string> Known(Span span)
    {
        var known = new Dictionary<string, string>();
        foreach (var id in Candidates())
        {
            var zone = DateTimeZoneProviders.Tzdb[id];
            var intervals = zone.GetZoneIntervals(Start(span.From - 1), Start(span.To + 1)).ToList();
            known.TryAdd(Of([.. intervals.Zip(intervals.Skip(1), (a, b) => new ZoneTransition(b.Start, a.WallOffset, b.WallOffset))
                .Prepend(new ZoneTransition(Start(span.From - 1), intervals[0].WallOffset, intervals[0].WallOffset))], span), id);
        }

        return known.ToFrozenDictionary();
    }

    private static IEnumerable<string> Candidates()
    {
        var source = TzdbDateTimeZoneSource.Default;
        var places = source.WindowsMapping.MapZones.ToLookup(m => m.WindowsId, m => m.TzdbIds.Count);
        return source.WindowsMapping.PrimaryMapping
            .OrderByDescending(primary => places[primary.Key].Sum()).ThenBy(primary => primary.Value, StringComparer.Ordinal)
            .Select(primary => source.CanonicalIdMap[primary.Value])
            .Concat(source.ZoneLocations!.Select(l => l.ZoneId).Order(StringComparer.Ordinal))
            .Distinct();
    }

    /// <summary>Onsets that change nothing leave no trace.</summary>
    private static string Of(IReadOnlyList<ZoneTransition> onsets, Span span)
    {
        var (start, end) = (Start(span.From), Start(span.To));
        var offset = onsets[0].Before;
        var print = new StringBuilder();
        foreach (var onset in onsets.TakeWhile(o => o.At < end))
        {
            if (onset.At > start && onset.After != offset)
                print.Append(CultureInfo.InvariantCulture, $"{offset.Seconds} until {(span.ToTheSecond ? onset.At.ToUnixTimeSeconds() : LocalDay(onset))} ");
            offset = onset.After;
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(print.Append(offset.Seconds).ToString())));
    }

    private static int LocalDay(ZoneTransition onset) => Period.DaysBetween(default, onset.At.WithOffset(onset.Before).Date);

    private static Instant Start(int year) => Instant.FromUtc(year, 1, 1, 0, 0);

    /// <param name="From">The first year.</param>
    /// <param name="To">The year after the last.</param>
    /// <param name="ToTheSecond">Otherwise changes on the same local day are equal.</param>
    private readonly record struct Span(int From, int To, bool ToTheSecond);
}
