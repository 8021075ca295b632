using Halext.Application.Planner.Feeds.ICalendar;
using NodaTime;
using NodaTime.TimeZones;

namespace Halext.UnitTests.Planner.Feeds.ICalendar;

public sealed class CalendarZonesTests
{
    private const string CentralEurope =
        """
        BEGIN:STANDARD
        DTSTART:16010101T030000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        RRULE:FREQ=YEARLY;WKST=MO;INTERVAL=1;BYMONTH=10;BYDAY=-1SU
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:16010101T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        RRULE:FREQ=YEARLY;WKST=MO;INTERVAL=1;BYMONTH=3;BYDAY=-1SU
        END:DAYLIGHT
        """;

    private const string LotusNotes =
        """
        BEGIN:STANDARD
        DTSTART:19501029T020000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        RRULE:FREQ=YEARLY;BYMINUTE=0;BYHOUR=2;BYDAY=-1SU;BYMONTH=10
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:19500326T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        RRULE:FREQ=YEARLY;BYMINUTE=0;BYHOUR=2;BYDAY=-1SU;BYMONTH=3
        END:DAYLIGHT
        """;

    private const string AmericanEast =
        """
        BEGIN:STANDARD
        DTSTART:20071104T020000
        TZOFFSETFROM:-0400
        TZOFFSETTO:-0500
        RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:20070311T020000
        TZOFFSETFROM:-0500
        TZOFFSETTO:-0400
        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14
        END:DAYLIGHT
        """;

    [TestCase("Europe/Berlin", "Europe/Berlin")]
    [TestCase(" europe/berlin ", "Europe/Berlin", TestName = "Any case, spaces around")]
    [TestCase("America/New York", "America/New_York", TestName = "A space for the underscore")]
    [TestCase("US/Eastern", "America/New_York", TestName = "An alias")]
    [TestCase("Asia/Calcutta", "Asia/Kolkata", TestName = "An old spelling")]
    [TestCase("Europe/Stockholm", "Europe/Stockholm", TestName = "A place of its own that tzdb links to another")]
    [TestCase("UTC", "UTC")]
    [TestCase("Etc/UTC", "UTC")]
    [TestCase("GMT", "UTC")]
    [TestCase("W. Europe Standard Time", "Europe/Berlin", TestName = "A Windows zone")]
    [TestCase("eastern standard time", "America/New_York", TestName = "A Windows zone in lower case")]
    [TestCase("India Standard Time", "Asia/Kolkata", TestName = "A Windows zone with an old spelling")]
    [TestCase("/citadel.org/20190914_1/Europe/Berlin", "Europe/Berlin")]
    [TestCase("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin")]
    [TestCase("/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")]
    [TestCase("/Europe/Stockholm", "Europe/Stockholm")]
    [TestCase("tzone://Microsoft/Utc", "UTC")]
    [TestCase("/example.com/UTC", "UTC")]
    public void Names_are_known(string name, string id)
    {
        Assert.That(new CalendarZones([]).TryResolve(name, out var zone, out _), Is.True);
        Assert.That(zone!.Id, Is.EqualTo(id));
        Assert.That(CalendarZones.ByName(name), Is.SameAs(zone));
    }

    [TestCase("")]
    [TestCase("Mars/Olympus_Mons")]
    [TestCase("/example.com/EST", TestName = "One word behind a prefix")]
    [TestCase("UTC+3", TestName = "A name that only NodaTime knows")]
    public void An_unknown_name_without_definition_is_told(string name)
    {
        Assert.That(new CalendarZones([]).TryResolve(name, out _, out var problem), Is.False);
        Assert.That(problem, Is.EqualTo($"The time zone “{name}” is unknown and the file does not define it."));
    }

    [Test]
    public void A_very_long_name_takes_no_time()
    {
        var time = ProcessorTime.Of(() =>
        {
            Assert.That(new CalendarZones([]).TryResolve(new string('/', 1_000_000), out _, out var problem), Is.False);
            Assert.That(problem, Has.Length.LessThan(200));
        });
        Assert.That(time, Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void Every_zone_of_tzdb_and_of_Windows_is_known()
    {
        var zones = new CalendarZones([]);
        var source = TzdbDateTimeZoneSource.Default;

        Assert.That(source.GetIds().Concat(source.WindowsMapping.PrimaryMapping.Keys).Where(id => !zones.TryResolve(id, out _, out _)), Is.Empty);
    }

    [TestCase("X-LIC-LOCATION:Europe/Vienna\n", "", "Europe/Vienna", TestName = "libical's location")]
    [TestCase("TZID-ALIAS-OF:America/Chicago\n", "", "America/Chicago", TestName = "An alias of RFC 7808")]
    [TestCase("", CentralEurope, "Europe/Berlin", TestName = "Outlook's Central Europe")]
    [TestCase("", AmericanEast, "America/New_York", TestName = "Only today's rules of the American east")]
    [TestCase("", LotusNotes, "Europe/Berlin", TestName = "Central Europe with the hours of Lotus Notes")]
    public void Definitions_tell_the_zone(string properties, string parts, string id) => Assert.That(Resolve(properties + parts), Is.EqualTo(id));

    [TestCase("+0000", "UTC")]
    [TestCase("+0900", "Etc/GMT-9")]
    [TestCase("-1200", "Etc/GMT+12")]
    [TestCase("+0545", "Asia/Kathmandu")]
    [TestCase("+0015", "The time zone “Mine” has rules of no place on earth.")]
    [TestCase("-1300", "The time zone “Mine” has rules of no place on earth.")]
    public void A_definition_may_have_one_offset(string offset, string expected) => Assert.That(Resolve(
        $"BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD"), Is.EqualTo(expected));

    [TestCase("", "The time zone “Mine” can not be read. The time zone has neither STANDARD nor DAYLIGHT.")]
    [TestCase("BEGIN:STANDARD\nDTSTART:19700101T000000\nEND:STANDARD", "The time zone “Mine” can not be read. STANDARD lacks DTSTART, TZOFFSETFROM or TZOFFSETTO.")]
    [TestCase("BEGIN:STANDARD\nDTSTART:x\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD", "The time zone “Mine” can not be read. “x” is no date or time.")]
    [TestCase("BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:1\nTZOFFSETTO:+0100\nEND:STANDARD", "The time zone “Mine” can not be read. “1” is no UTC offset.")]
    [TestCase(
        "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=DAILY\nEND:STANDARD",
        "The time zone “Mine” can not be read. “FREQ=DAILY” is no rule for the changes of a time zone.")]
    [TestCase(
        "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=SU\nEND:STANDARD",
        "The time zone “Mine” can not be read. “FREQ=YEARLY;BYMONTH=1;BYDAY=SU” is no rule for the changes of a time zone.")]
    public void A_definition_that_tells_no_zone_is_told(string parts, string problem) => Assert.That(Resolve(parts), Is.EqualTo(problem));

    [Test]
    public void A_known_name_wins_over_its_definition() => Assert.That(Resolve(AmericanEast, "Europe/Berlin"), Is.EqualTo("Europe/Berlin"));

    [Test]
    public void A_thousand_definitions_take_two_seconds()
    {
        var text = "BEGIN:VCALENDAR\n" + string.Concat(Enumerable.Range(0, 1000).Select(i =>
            $"BEGIN:VTIMEZONE\nTZID:Zone {i}\n{CentralEurope.Replace("1601", $"{1000 + i}", StringComparison.Ordinal)}\nEND:VTIMEZONE\n")) + "END:VCALENDAR";
        var time = ProcessorTime.Of(() =>
        {
            var zones = new CalendarZones(CalendarReader.Read(text).Calendars);
            Assert.That(Enumerable.Range(0, 1000).All(i => zones.TryResolve($"Zone {i}", out var zone, out _) && zone.Id == "Europe/Berlin"), Is.True);
        });
        Assert.That(time, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    /// <summary>Every zone that a program could mean is found again from its rules, or one that has been equal to it since 2000.</summary>
    [Test]
    public void Definitions_that_are_written_tell_a_zone_of_equal_rules()
    {
        foreach (var id in TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(l => l.ZoneId))
        {
            var written = ZoneComponent.Of(DateTimeZoneProviders.Tzdb[id], 1990);
            var named = written with { Properties = [new CalendarProperty("TZID", [], "Mine")] };
            var isFound = new CalendarZones([new CalendarComponent("VCALENDAR", [], named)]).TryResolve("Mine", out var zone, out var problem);

            Assert.That(isFound, Is.True, $"{id}: {problem}");
            Assert.That(
                ZoneEqualityComparer.ForInterval(new Interval(Instant.FromUtc(2000, 1, 1, 0, 0), Instant.FromUtc(2040, 1, 1, 0, 0)))
                    .WithOptions(ZoneEqualityComparer.Options.OnlyMatchWallOffset).Equals(zone, DateTimeZoneProviders.Tzdb[id]),
                Is.True,
                $"{id} became {zone!.Id}");
        }
    }

    private static string Resolve(string content, string name = "Mine")
    {
        var document = CalendarReader.Read($"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:{name}\n{content}\nEND:VTIMEZONE\nEND:VCALENDAR");
        return new CalendarZones(document.Calendars).TryResolve(name, out var zone, out var problem) ? zone.Id : problem;
    }
}
