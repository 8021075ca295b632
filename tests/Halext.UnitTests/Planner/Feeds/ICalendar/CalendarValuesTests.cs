using FsCheck.Fluent;
using Halext.Application.Planner.Feeds.ICalendar;
using NodaTime;

namespace Halext.UnitTests.Planner.Feeds.ICalendar;

public sealed class CalendarValuesTests
{
    private const string Favourites = "\\,;:\"^nN\n\r\t 🧀ä";

    [TestCase(@"a\nb\Nc", "a\nb\nc")]
    [TestCase(@"a\, b\; c\\n", @"a, b; c\n")]
    [TestCase(@"\:\""", ":\"", TestName = "Needless backslashes")]
    [TestCase(@"C:\Temp\", @"C:\Temp\", TestName = "Backslashes of a Windows path")]
    public void Texts_are_unescaped(string value, string text) => Assert.That(CalendarText.Unescape(value), Is.EqualTo(text));

    [Test]
    public void A_text_is_escaped() => Assert.That(CalendarText.Escape("a,b;c\\d\r\ne\rf\0:\""), Is.EqualTo(@"a\,b\;c\\d\ne\nf:"""));

    [Test]
    public void What_is_escaped_is_unescaped() => Prop.ForAll(Properties.Texts(Favourites), text =>
        CalendarWriterTests.Written(CalendarText.Unescape(CalendarText.Escape(text))) == CalendarWriterTests.Written(text)).Holds();

    [TestCase("a,b", "a|b")]
    [TestCase(@"a\,b, c ,,\\,d\", @"a,b|c|\|d\")]
    [TestCase("", "")]
    [TestCase(@"\", @"\")]
    public void Lists_are_split_outside_of_escapes(string value, string texts) =>
        Assert.That(string.Join('|', CalendarText.List(value)), Is.EqualTo(texts));

    [Test]
    public void Structured_values_are_split_at_semicolons() =>
        Assert.That(CalendarText.Split(@"2.8;Success\; mostly,;x", ';'), Is.EqualTo(new[] { "2.8", @"Success\; mostly,", "x" }));

    [TestCase("20260302", null, "Date 20260302")]
    [TestCase("20260302", "Europe/Berlin", "Date 20260302", TestName = "A date has no zone")]
    [TestCase("20260302T090507", null, "Floating 20260302T090507")]
    [TestCase("20260302T090507Z", null, "Utc 20260302T090507Z")]
    [TestCase("20260302T090507Z", "Europe/Berlin", "Utc 20260302T090507Z", TestName = "UTC wins over a zone")]
    [TestCase("20260302T090507", "Europe/Berlin", "Zoned 20260302T090507 Europe/Berlin")]
    [TestCase("20260302T0905", "", "Floating 20260302T090500", TestName = "No seconds, empty TZID")]
    [TestCase(" 20260302t090507z ", null, "Utc 20260302T090507Z", TestName = "Lower case, spaces")]
    [TestCase("2026-03-02", null, "Date 20260302", TestName = "A date with hyphens")]
    [TestCase("2026-03-02T09:05:07.123Z", null, "Utc 20260302T090507Z", TestName = "The extended form with a fraction")]
    [TestCase("2026-03-02 09:05", null, "Floating 20260302T090500", TestName = "A space for the T")]
    [TestCase("20260302T000507+0100", "Asia/Tokyo", "Utc 20260301T230507Z", TestName = "A UTC offset")]
    [TestCase("20260302T090560Z", null, "Utc 20260302T090559Z", TestName = "A leap second")]
    [TestCase("20261231T240000", null, "Floating 20270101T000000", TestName = "The end of a day")]
    [TestCase("20240229", null, "Date 20240229")]
    public void Times_are_read(string value, string? timeZoneId, string expected)
    {
        Assert.That(CalendarValues.TryTime(value, timeZoneId, out var time, out _), Is.True);
        Assert.That($"{time.Kind} {time} {time.TimeZoneId}".TrimEnd(), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("20260230")]
    [TestCase("20250229")]
    [TestCase("00000101")]
    [TestCase("20261301")]
    [TestCase("2026030")]
    [TestCase("20260302T")]
    [TestCase("20260302T250000")]
    [TestCase("20260302T240001")]
    [TestCase("20260302T096000")]
    [TestCase("99991231T240000")]
    [TestCase("00010101T000000+0100")]
    [TestCase("20260302T000507+2500")]
    [TestCase("20260302T090507ZZ")]
    [TestCase("٢٠٢٦٠٣٠٢", TestName = "Digits of other scripts")]
    [TestCase("tomorrow")]
    public void What_is_no_time_is_told(string value)
    {
        Assert.That(CalendarValues.TryTime(value, null, out _, out var problem), Is.False);
        Assert.That(problem, Does.EndWith("."));
    }

    [TestCase("DTSTART;VALUE=DATE:20260302", "Date 20260302")]
    [TestCase("DTSTART;value=date:20260302T090000Z", "Date 20260302", TestName = "VALUE=DATE wins over a time")]
    [TestCase("DTSTART;VALUE=DATE-TIME:20260302", "Date 20260302", TestName = "Eight digits win over VALUE=DATE-TIME")]
    [TestCase("DTSTART;TZID=Europe/Berlin:20260302T090000", "Zoned 20260302T090000")]
    public void Properties_of_time_are_read(string line, string expected)
    {
        Assert.That(CalendarValues.TryTime(CalendarFiles.Component(line).Properties[0], out var time, out _), Is.True);
        Assert.That($"{time.Kind} {time}", Is.EqualTo(expected));
    }

    [TestCase("P15DT5H0M20S", 15, 18_020, "P15DT5H0M20S")]
    [TestCase("P7W", 49, 0, "P49D")]
    [TestCase("-PT15M", 0, -900, "-PT15M")]
    [TestCase("+pt1h", 0, 3600, "PT1H", TestName = "A plus, lower case")]
    [TestCase("-P1W2DT3S", -9, -3, "-P9DT3S", TestName = "Weeks and days")]
    [TestCase("PT0S", 0, 0, "PT0S")]
    [TestCase("P1DT", 1, 0, "P1D", TestName = "A T without a time")]
    [TestCase("PT90M", 0, 5400, "PT1H30M")]
    [TestCase("PT99999999S", 0, 99_999_999, "PT27777H46M39S")]
    public void Durations_are_read_and_written(string value, int days, long seconds, string written)
    {
        Assert.That(CalendarValues.TryDuration(value, out var duration, out _), Is.True);
        Assert.That(duration, Is.EqualTo(new CalendarDuration(days, seconds)));
        Assert.That(duration.ToString(), Is.EqualTo(written));
    }

    [TestCase("")]
    [TestCase("P")]
    [TestCase("PT")]
    [TestCase("15M")]
    [TestCase("P15M")]
    [TestCase("PT-15M")]
    [TestCase("P1Y")]
    [TestCase("P9999999D")]
    public void What_is_no_duration_is_told(string value)
    {
        Assert.That(CalendarValues.TryDuration(value, out _, out var problem), Is.False);
        Assert.That(problem, Is.EqualTo($"“{value}” is no duration."));
    }

    [TestCase("+0100", 3600, "+0100")]
    [TestCase("-0330", -12_600, "-0330")]
    [TestCase("+001932", 1172, "+001932")]
    [TestCase("-00:30", -1800, "-0030", TestName = "With a colon")]
    [TestCase("0000", 0, "+0000", TestName = "Without a sign")]
    public void Offsets_are_read_and_written(string value, int seconds, string written)
    {
        Assert.That(CalendarValues.TryOffset(value, out var offset, out _), Is.True);
        Assert.That(offset.Seconds, Is.EqualTo(seconds));
        Assert.That(CalendarValues.Format(offset), Is.EqualTo(written));
    }

    [TestCase("")]
    [TestCase("+1")]
    [TestCase("+1900")]
    [TestCase("+0160")]
    [TestCase("UTC")]
    public void What_is_no_offset_is_told(string value)
    {
        Assert.That(CalendarValues.TryOffset(value, out _, out var problem), Is.False);
        Assert.That(problem, Is.EqualTo($"“{value}” is no UTC offset."));
    }

    [TestCase(" -5 ", -5)]
    [TestCase("+12", 12)]
    public void Integers_are_read(string value, int expected)
    {
        Assert.That(CalendarValues.TryInteger(value, out var number, out _), Is.True);
        Assert.That(number, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("1.5")]
    [TestCase("99999999999")]
    public void What_is_no_integer_is_told(string value)
    {
        Assert.That(CalendarValues.TryInteger(value, out _, out var problem), Is.False);
        Assert.That(problem, Is.EqualTo($"“{value}” is no whole number."));
    }
}
