using System.Text.Json;
using Halext.Application.Planner.Feeds.ICalendar;

namespace Halext.UnitTests.Planner.Feeds.ICalendar;

/// <summary>tests/data/ics, against what ical.js finds there (tests/clients/ics-counts.mjs makes expected.json).</summary>
public sealed class CalendarFileTests
{
    private static readonly Dictionary<string, SortedDictionary<string, int>?> Expected =
        JsonSerializer.Deserialize<Dictionary<string, SortedDictionary<string, int>?>>(CalendarFiles.Bytes("expected.json"))!;

    private static IReadOnlyList<string> Files => CalendarFiles.All;

    private static IEnumerable<string> FilesThatIcalJsReads => Files.Where(f => Expected[f] is not null);

    [Test]
    public void Every_file_is_expected() => Assert.That(Expected.Keys, Is.EquivalentTo(Files));

    [TestCaseSource(nameof(FilesThatIcalJsReads))]
    public void Has_the_components_that_ical_js_finds(string file) =>
        Assert.That(CalendarFiles.Counts(CalendarReader.Read(CalendarFiles.Bytes(file))), Is.EqualTo(Expected[file]));

    /// <summary>In these the reader finds what it can.</summary>
    [TestCase("fuzz_testcase_0_char_in_component_name.ics", "(no name) 1", 2, TestName = "No component has an empty name")]
    [TestCase("issue_104_broken_calendar.ics", "VEVENT 1", 1, TestName = "X is no property of a calendar")]
    [TestCase("issue_104_mark_events_broken.ics", "VEVENT 1", 1, TestName = "X is no property of an event")]
    [TestCase("issue_1081_invalid_rrule_freq.ics", "VEVENT 1", 0, TestName = "Rules are not the reader's business")]
    [TestCase("issue_165_missing_event.ics", "DAYLIGHT 1, STANDARD 1, VEVENT 1, VTIMEZONE 1", 0, TestName = "Nor are spaces in rules")]
    [TestCase("issue_168_input.ics", "VEVENT 1", 1, TestName = "X-APPLE-RADIUS=49.91 has no colon")]
    [TestCase("issue_350.ics", "VEVENT 1", 1, TestName = "Text after the calendar is told")]
    public void Is_refused_by_ical_js(string file, string counts, int problems)
    {
        var document = CalendarReader.Read(CalendarFiles.Bytes(file));

        Assert.That(Expected[file], Is.Null);
        Assert.That(
            string.Join(", ", CalendarFiles.Counts(document).Select(c => $"{(c.Key.Length == 0 ? "(no name)" : c.Key)} {c.Value}")),
            Is.EqualTo(counts));
        Assert.That(document.Problems, Has.Count.EqualTo(problems));
    }

    [Test]
    public void Every_refusal_is_accounted_for() => Assert.That(Expected.Values.Count(counts => counts is null), Is.EqualTo(7));

    [TestCaseSource(nameof(Files))]
    public void Is_read_within_two_seconds(string file)
    {
        var bytes = CalendarFiles.Bytes(file);
        Assert.That(ProcessorTime.Of(() => CalendarReader.Read(bytes)), Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    /// <summary>Undefined in their file, made up by the author of the test, or cut short.</summary>
    [Test]
    public void All_zones_are_known_but_these()
    {
        var unknown =
            from file in Files
            let calendars = CalendarReader.Read(CalendarFiles.Bytes(file)).Calendars
            let zones = new CalendarZones(calendars)
            from id in calendars.SelectMany(ZoneIds).Distinct()
            where !zones.TryResolve(id, out _, out _)
            select $"{file} {id}";

        Assert.That(unknown, Is.EqualTo(new[]
        {
            "fuzz_testcase_vtimezone_lone_cr.ics S",
            "issue_526_calendar_with_different_events.ics Western/Central Europe",
            "issue_526_calendar_with_events.ics Western/Central Europe",
            "issue_722_missing_VTIMEZONE_custom.ics CUSTOM_tzid",
            "issue_722_timezone_transition_ambiguity.ics MyTimezone",
        }));
    }

    private static IEnumerable<string> ZoneIds(CalendarComponent component) => component.Properties
        .SelectMany(p => p.Name == "TZID" ? [p.Text] : p.ParameterValues("TZID"))
        .Concat(component.Components.SelectMany(ZoneIds));
}
