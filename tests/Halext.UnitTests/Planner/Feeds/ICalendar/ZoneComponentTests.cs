using Halext.Application.Planner.Feeds.ICalendar;
using NodaTime;
using NodaTime.TimeZones;

namespace Halext.UnitTests.Planner.Feeds.ICalendar;

public sealed class ZoneComponentTests
{
    private static IEnumerable<string> Zones => TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(l => l.ZoneId).Append("UTC").Append("Etc/GMT+5");

    [Test]
    public void A_zone_that_follows_a_rule_has_two_parts() => Assert.That(Outline("Europe/Berlin", 2026), Is.EqualTo(new[]
    {
        "STANDARD DTSTART:20251026T030000 TZNAME:CET TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "DAYLIGHT DTSTART:20260329T020000 TZNAME:CEST TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    }));

    [Test]
    public void A_zone_that_changed_its_rule_has_both() => Assert.That(Outline("America/New_York", 2006), Is.EqualTo(new[]
    {
        "STANDARD DTSTART:20051030T020000 TZNAME:EST TZOFFSETFROM:-0400 TZOFFSETTO:-0500 RDATE:20051030T020000 RDATE:20061029T020000",
        "DAYLIGHT DTSTART:20060402T020000 TZNAME:EDT TZOFFSETFROM:-0500 TZOFFSETTO:-0400",
        "DAYLIGHT DTSTART:20070311T020000 TZNAME:EDT TZOFFSETFROM:-0500 TZOFFSETTO:-0400 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
        "STANDARD DTSTART:20071104T020000 TZNAME:EST TZOFFSETFROM:-0400 TZOFFSETTO:-0500 RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    }));

    [TestCase("UTC", "STANDARD DTSTART:19700101T000000 TZNAME:UTC TZOFFSETFROM:+0000 TZOFFSETTO:+0000")]
    [TestCase("Asia/Tokyo", "STANDARD DTSTART:19510909T010000 TZNAME:JST TZOFFSETFROM:+1000 TZOFFSETTO:+0900")]
    public void A_zone_that_does_not_change_has_one_part(string id, string part) => Assert.That(Outline(id, 2026), Is.EqualTo(new[] { part }));

    [Test]
    public void Winter_is_never_daylight_saving_time() =>
        Assert.That(Outline("Europe/Dublin", 2026), Is.EqualTo(new[]
        {
            "STANDARD DTSTART:20251026T020000 TZNAME:GMT TZOFFSETFROM:+0100 TZOFFSETTO:+0000 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
            "DAYLIGHT DTSTART:20260329T010000 TZNAME:IST TZOFFSETFROM:+0000 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        }));

    [TestCaseSource(nameof(Zones))]
    public void Has_the_offsets_of_the_zone(string id)
    {
        var zone = DateTimeZoneProviders.Tzdb[id];
        foreach (var fromYear in new[] { 1, 1990, 9999 })
        {
            Assert.That(ZoneObservances.TryRead(ZoneComponent.Of(zone, fromYear), out var observances, out var problem), Is.True, problem);
            var onsets = observances!.Onsets(1900, 2100);
            var start = Instant.FromUtc(Math.Clamp(fromYear, 1900, 2090), 1, 2, 0, 0);
            foreach (var interval in zone.GetZoneIntervals(start, Instant.FromUtc(2100, 1, 1, 0, 0)))
            {
                var from = interval.HasStart ? Instant.Max(interval.Start, start) : start;
                Assert.That(onsets.Last(o => o.At <= from).After, Is.EqualTo(interval.WallOffset), $"{id} from {fromYear} at {from}");
                if (interval.HasEnd)
                    Assert.That(onsets.Last(o => o.At < interval.End).After, Is.EqualTo(interval.WallOffset), $"{id} from {fromYear} before {interval.End}");
            }
        }
    }

    private static string[] Outline(string id, int fromYear) =>
    [
        .. ZoneComponent.Of(DateTimeZoneProviders.Tzdb[id], fromYear).Components
            .Select(part => $"{part.Name} {string.Join(' ', part.Properties.Select(p => $"{p.Name}:{p.Value}"))}"),
    ];
}
