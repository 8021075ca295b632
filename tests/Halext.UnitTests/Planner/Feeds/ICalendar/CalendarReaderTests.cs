using System.Text;
using Halext.Application.Planner.Feeds.ICalendar;

namespace Halext.UnitTests.Planner.Feeds.ICalendar;

public sealed class CalendarReaderTests
{
    private const string Event = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Tea\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    [TestCase("\r\n", TestName = "Lines end in CR LF")]
    [TestCase("\n", TestName = "Lines end in LF")]
    [TestCase("\r", TestName = "Lines end in CR")]
    [TestCase("\r\r\n", TestName = "A doubled CR is a blank line")]
    [TestCase(" \r\n", TestName = "Spaces at the end of lines")]
    public void Line_ends(string end)
    {
        var document = CalendarReader.Read(Event.Replace("\r\n", end, StringComparison.Ordinal));

        Assert.That(document.Problems, Is.Empty);
        Assert.That(document.Calendars.Single().Components.Single().First("SUMMARY")!.Value.Trim(), Is.EqualTo("Tea"));
    }

    [Test]
    public void Properties_have_names_parameters_values_and_lines()
    {
        var attendee = CalendarFiles.Component(
            "attendee;Cn=\"Doe, Jane: ^'JD^' ^^ ^n ^x\";ROLE=CHAIR;MEMBER=\"mailto:a@b\",\"mailto:c@d\":mailto:jane@example.com").First("ATTENDEE")!;

        Assert.That(attendee.Parameter("CN"), Is.EqualTo("Doe, Jane: \"JD\" ^ \n ^x"));
        Assert.That(attendee.Parameter("ROLE"), Is.EqualTo("CHAIR"));
        Assert.That(attendee.ParameterValues("member"), Is.EqualTo(new[] { "mailto:a@b", "mailto:c@d" }));
        Assert.That(attendee.Parameter("CUTYPE"), Is.Null);
        Assert.That((attendee.Value, attendee.Line), Is.EqualTo(("mailto:jane@example.com", 2)));
    }

    [TestCase("DTSTART;;VALUE=DATE:20260302", "VALUE", "DATE", "20260302", TestName = "An empty parameter")]
    [TestCase("DTSTART ; VALUE =DATE:20260302", "VALUE", "DATE", "20260302", TestName = "Spaces around names")]
    [TestCase("TEL;HOME:1", "HOME", null, "1", TestName = "A parameter without value")]
    [TestCase("X;A=:1", "A", "", "1", TestName = "A parameter with an empty value")]
    [TestCase("DTSTART;TZID=tzone://Microsoft/Utc:20260302T090000", "TZID", "tzone://Microsoft/Utc", "20260302T090000", TestName = "An unquoted address")]
    [TestCase("X;A=b://c", "A", "b", "//c", TestName = "What looks like an address may be the value")]
    [TestCase("X;CN=\"Jane:mailto:a@b", "CN", "\"Jane", "mailto:a@b", TestName = "A quotation mark that is never closed")]
    [TestCase("X;CN=\"\":a:b", "CN", "", "a:b", TestName = "Empty quotation marks")]
    public void Parameters_as_others_write_them(string line, string parameter, string? parameterValue, string value)
    {
        var component = CalendarFiles.Component(line);

        Assert.That(component.Problems, Is.Empty);
        Assert.That(component.Properties.Single().Parameter(parameter), Is.EqualTo(parameterValue));
        Assert.That(component.Properties.Single().Value, Is.EqualTo(value));
    }

    [Test]
    public void Folded_lines_are_unfolded()
    {
        var component = CalendarFiles.Component("SUMMARY:Te", " a", "\t time", " ", " !", "UID:1");

        Assert.That(component.First("SUMMARY")!.Value, Is.EqualTo("Tea time!"));
        Assert.That(component.First("UID")!.Line, Is.EqualTo(7));
    }

    [Test]
    public void A_character_may_be_folded_in_its_middle() =>
        Assert.That(
            CalendarReader.Read([.. "BEGIN:VEVENT\r\nSUMMARY:K\xC3\r\n \xA4se\r\nEND:VEVENT".Select(c => (byte)c)]).Calendars.Single().Components.Single().First("SUMMARY")!.Value,
            Is.EqualTo("Käse"));

    [TestCase("utf-8")]
    [TestCase("utf-16")]
    [TestCase("utf-16BE")]
    public void A_byte_order_mark_tells_the_encoding(string encoding)
    {
        var bytes = Encoding.GetEncoding(encoding).GetPreamble().Concat(Encoding.GetEncoding(encoding).GetBytes("BEGIN:VEVENT\nSUMMARY:Käse 🧀\nEND:VEVENT\n"));

        Assert.That(CalendarReader.Read([.. bytes]).Calendars.Single().Components.Single().First("SUMMARY")!.Value, Is.EqualTo("Käse 🧀"));
    }

    [Test]
    public void What_is_not_utf8_is_Latin_1() =>
        Assert.That(
            CalendarReader.Read([.. "BEGIN:VEVENT\nSUMMARY:K"u8, 0xE4, .. "se "u8, 0x80, .. "\nEND:VEVENT"u8])
                .Calendars.Single().Components.Single().First("SUMMARY")!.Value,
            Is.EqualTo("Käse €"));

    [Test]
    public void Control_characters_are_dropped() =>
        Assert.That(CalendarFiles.Component("SUMMARY:a\0b\u0007c\td\u007F").First("SUMMARY")!.Value, Is.EqualTo("abc\td"));

    [TestCase("")]
    [TestCase("\uFEFF\r\n\r\n")]
    [TestCase("SUMMARY:Tea")]
    [TestCase("<!doctype html>\n<p style=\"color:red\">Sign in</p>\nEND:VCALENDAR")]
    public void A_text_in_which_nothing_begins_is_no_calendar(string text) => Assert.That(CalendarReader.Read(text).Calendars, Is.Empty);

    [Test]
    public void A_file_may_have_several_calendars() =>
        Assert.That(
            CalendarReader.Read(Event + "\uFEFF" + Event).Calendars.Select(c => (c.Name, c.Line, c.Components.Count)),
            Is.EqualTo(new[] { ("VCALENDAR", 1, 1), ("VCALENDAR", 6, 1) }));

    [Test]
    public void Components_without_a_calendar_get_one()
    {
        var document = CalendarReader.Read("\nBEGIN:VEVENT\nEND:VEVENT\nBEGIN:VTODO\nEND:VTODO\n" + Event);

        Assert.That(document.Problems, Is.Empty);
        Assert.That(document.Calendars.Select(c => (c.Line, c.Components.Count)), Is.EqualTo(new[] { (2, 2), (6, 1) }));
    }

    [TestCase("begin:vcalendar\nBegin:vEvent\nsummary:Tea\nend:vevent\nend:vcalendar", null, TestName = "Lower case is no problem")]
    [TestCase("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Tea\n", "2: VEVENT has no END. 1: VCALENDAR has no END.", TestName = "The end of the file ends everything")]
    [TestCase("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Tea\nEND:VCALENDAR", "2: VEVENT has no END.", TestName = "What is around ends what is within")]
    [TestCase("BEGIN:VEVENT\nSUMMARY:Tea\nEND:VALARM\nEND:VEVENT\n", "3: END:VALARM ends nothing that has begun.", TestName = "A stray END")]
    [TestCase("VERSION:2.0\nX\nBEGIN:VEVENT\nSUMMARY:Tea\nEND:VEVENT\nX:1", "1: The text outside any component is left out. 6: The text outside any component is left out.", TestName = "Properties outside")]
    [TestCase("BEGIN:VEVENT\nSUMMARY:Tea\nand cake\nEND:VEVENT\n", "3: “and cake” is no property: a name and a colon are expected.", TestName = "A line without a colon")]
    [TestCase("BEGIN:VEVENT\nSUMMARY:Tea\nand so: cake\nEND:VEVENT\n", "3: “and so: cake” is no property: a name and a colon are expected.", TestName = "A line without a name")]
    [TestCase("BEGIN:VEVENT\nSUMMARY:Tea\nX;A=b\nEND:VEVENT\n", "3: “X;A=b” is no property: a name and a colon are expected.", TestName = "A line of parameters")]
    public void What_is_broken_is_told_and_what_is_whole_is_kept(string text, string? problems)
    {
        var document = CalendarReader.Read(text);

        Assert.That(string.Join(' ', document.Problems.Select(p => $"{p.Line}: {p.Message}")), Is.EqualTo(problems ?? ""));
        Assert.That(document.Calendars.Single().Components.Single().First("SUMMARY")!.Value, Is.EqualTo("Tea"));
    }

    [Test]
    public void Problems_are_those_of_the_innermost_component()
    {
        var calendar = CalendarReader.Read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VALARM\nx\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR").Calendars.Single();

        Assert.That(calendar.Problems, Is.Empty);
        Assert.That(calendar.Components[0].Problems, Is.Empty);
        Assert.That(calendar.Components[0].Components[0].Problems.Single().Line, Is.EqualTo(4));
    }

    [Test]
    public void A_missing_end_costs_no_other_event()
    {
        var document = CalendarReader.Read(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nBEGIN:VEVENT\nUID:2\nEND:VEVENT\nBEGIN:VEVENT\nUID:3\nBEGIN:VCALENDAR\nEND:VCALENDAR");

        Assert.That(document.Calendars, Has.Count.EqualTo(2));
        Assert.That(document.Calendars[0].Components.Select(c => c.First("UID")!.Value), Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(document.Problems.Select(p => p.Line), Is.EqualTo(new[] { 4, 2, 8, 1 }));
    }

    [Test]
    public void Components_nest_to_a_limit()
    {
        var levels = CalendarReader.DepthMax + 4;
        var document = CalendarReader.Read(string.Concat(
            string.Concat(Enumerable.Range(1, levels).Select(i => $"BEGIN:X-{i}\nLEVEL:{i}\n")),
            string.Concat(Enumerable.Range(1, levels).Reverse().Select(i => $"END:X-{i}\n")),
            Event));

        Assert.That(document.Problems.Single().Line, Is.EqualTo((2 * CalendarReader.DepthMax) + 1));
        Assert.That(CalendarFiles.Counts(document), Has.Count.EqualTo(CalendarReader.DepthMax + 1).And.ContainKey("VEVENT"));
    }

    [Test]
    public void Hundred_thousand_levels_overflow_nothing()
    {
        var document = CalendarReader.Read(string.Concat(Enumerable.Repeat("BEGIN:X\n", 100_000)));

        Assert.That(CalendarFiles.Counts(document), Is.EqualTo(new Dictionary<string, int> { ["X"] = CalendarReader.DepthMax }));
    }

    [Test]
    public void Components_have_a_limit()
    {
        var document = CalendarReader.Read(string.Concat(Enumerable.Repeat("BEGIN:VEVENT\nEND:VEVENT\n", CalendarReader.ComponentsMax + 1)));

        Assert.That(document.Calendars.Single().Components, Has.Count.EqualTo(CalendarReader.ComponentsMax));
        Assert.That(document.Problems.Single().Line, Is.EqualTo((2 * CalendarReader.ComponentsMax) + 1));
    }

    [Test]
    public void Problems_have_a_limit()
    {
        var document = CalendarReader.Read("BEGIN:VEVENT\n" + string.Concat(Enumerable.Repeat("x\n", 10_000)) + "END:VEVENT");

        Assert.That(document.Problems, Has.Count.EqualTo(CalendarReader.ProblemsMax + 1));
        Assert.That(document.Problems[^1].Message, Is.EqualTo("There are more problems than are told here."));
    }

    [Test]
    public void A_line_that_is_too_long_is_left_out()
    {
        var text = new string('x', 74);
        var folded = string.Concat(Enumerable.Repeat($"\r\n {text}", (ContentLines.LengthMax / 74) + 1));
        var component = CalendarFiles.Component($"ATTACH:{folded}", $"X-{folded}", "SUMMARY:Tea");

        Assert.That(component.Problems.Select(p => p.Line).First(), Is.EqualTo(2));
        Assert.That(component.First("SUMMARY")!.Value, Is.EqualTo("Tea"));
        Assert.That(component.First("ATTACH"), Is.Null);
    }

    [Test]
    public void Ten_megabytes_of_events_are_read_in_two_seconds() => Assert.That(TimeToRead(
        "BEGIN:VEVENT\r\nUID:1@example.com\r\nDTSTAMP:20260302T090000Z\r\nDTSTART;TZID=Europe/Berlin:20260302T090000\r\nDURATION:PT1H\r\n"
            + $"SUMMARY:Tea\r\nDESCRIPTION:Käse\\, Brot\r\n  und {new string('x', 60)}\r\n {new string('x', 74)}\r\nEND:VEVENT\r\n"),
        Is.LessThan(TimeSpan.FromSeconds(2)));

    [TestCase("SUMMARY:x\r\n", TestName = "Nothing but properties")]
    [TestCase("\r\n", TestName = "Nothing but line ends")]
    [TestCase(" ", TestName = "Nothing but spaces")]
    [TestCase("x", TestName = "One line without end")]
    [TestCase("BEGIN:\r\n", TestName = "Nothing but beginnings")]
    [TestCase("END:VEVENT\r\n", TestName = "Nothing but ends")]
    [TestCase(";", TestName = "Nothing but semicolons")]
    [TestCase("X;A=\"", TestName = "Nothing but quotation marks")]
    [TestCase("X;A=b://", TestName = "Nothing but addresses")]
    public void Ten_megabytes_of_anything_take_no_more_than_linear_time(string part) =>
        Assert.That(TimeToRead(part), Is.LessThan(TimeSpan.FromSeconds(5)));

    private static TimeSpan TimeToRead(string part)
    {
        // No line is so long that it is left out unread.
        var megabyte = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)) + "\r\n";
        var bytes = Encoding.UTF8.GetBytes("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + string.Concat(Enumerable.Repeat(megabyte, 10)));
        return ProcessorTime.Of(() => CalendarReader.Read(bytes));
    }
}
