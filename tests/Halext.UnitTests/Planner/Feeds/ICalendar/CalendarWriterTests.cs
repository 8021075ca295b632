using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Halext.Application.Planner.Feeds.ICalendar;
using NodaTime;

namespace Halext.UnitTests.Planner.Feeds.ICalendar;

public sealed class CalendarWriterTests
{
    private const int LineOctetsMax = 75;

    private static readonly Arbitrary<string> Texts = Properties.Texts("\\,;:=\"^nN'\n\r\t 🧀ä\u0000\u0085\u2028\uFEFF");

    /// <summary>What a text is after it was written: line breaks are one kind, control characters and halves of characters are gone.</summary>
    public static string Written(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(
    [
        .. text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Where(c => c is '\n' or '\t' or (>= ' ' and not '\u007F')),
    ]));

    [Test]
    public void A_calendar_is_written()
    {
        var written = Write(writer =>
        {
            writer.Begin("VCALENDAR");
            writer.Property("VERSION", "2.0");
            writer.Begin("VEVENT");
            writer.Time("DTSTAMP", Instant.FromUtc(2026, 3, 2, 9, 0));
            writer.Time("DTSTART", CalendarTime.OnDate(new LocalDate(2026, 3, 2)));
            writer.Time("RECURRENCE-ID", new CalendarTime(new LocalDateTime(2026, 3, 2, 9, 0), CalendarTimeKind.Zoned, "Europe/Berlin"));
            writer.Duration("DURATION", new CalendarDuration(0, 5400));
            writer.Text("SUMMARY", "Tea, cake;\nwine", new CalendarParameter("LANGUAGE", "en"));
            writer.TextList("CATEGORIES", ["a,b", "c"]);
            writer.Property("ATTENDEE", "mailto:jane@example.com", new CalendarParameter("CN", "Doe: \"JD\"^"), new CalendarParameter("MEMBER", "a", "b;c"));
            writer.End();
            writer.End();
        });

        Assert.That(written, Is.EqualTo(
            """
            BEGIN:VCALENDAR
            VERSION:2.0
            BEGIN:VEVENT
            DTSTAMP:20260302T090000Z
            DTSTART;VALUE=DATE:20260302
            RECURRENCE-ID;TZID=Europe/Berlin:20260302T090000
            DURATION:PT1H30M
            SUMMARY;LANGUAGE=en:Tea\, cake\;\nwine
            CATEGORIES:a\,b,c
            ATTENDEE;CN="Doe: ^'JD^'^^";MEMBER=a,"b;c":mailto:jane@example.com
            END:VEVENT
            END:VCALENDAR

            """.ReplaceLineEndings("\r\n")));
    }

    [TestCase(75, 1)]
    [TestCase(76, 2)]
    [TestCase(149, 2)]
    [TestCase(150, 3)]
    public void Lines_are_folded_at_75_octets(int octets, int lines) =>
        Assert.That(Write(writer => writer.Property("X", new string('x', octets - 2))).Split("\r\n"), Has.Length.EqualTo(lines + 1));

    [Test]
    public void No_text_breaks_out_of_its_line() => Prop.ForAll(Texts, text =>
    {
        var written = Write(writer => writer.Property("X", text, new CalendarParameter("A", text)));
        return written.EndsWith("\r\n", StringComparison.Ordinal)
            && written.Contains('\uFFFD', StringComparison.Ordinal) == Written(text).Contains('\uFFFD', StringComparison.Ordinal)
            && written[..^2].Split("\r\n").Index().All(line =>
                Encoding.UTF8.GetByteCount(line.Item) <= LineOctetsMax
                && (line.Index == 0 || line.Item.StartsWith(' '))
                && line.Item.All(c => c is '\t' or (>= ' ' and not '\u007F')));
    }).Holds();

    [Test]
    public void What_is_written_is_read() => Prop.ForAll(Texts.Generator.Three().ToArbitrary(), texts =>
    {
        var (text, first, second) = texts;
        var property = CalendarReader.Read(Write(writer =>
        {
            writer.Begin("VEVENT");
            writer.Text("X-TEXT", text, new CalendarParameter("A", first, second), new CalendarParameter("B", second));
            writer.End();
        })).Calendars.Single().Components.Single().Properties.Single();
        return property.Text == Written(text)
            && property.ParameterValues("A").SequenceEqual([Written(first), Written(second)])
            && property.ParameterValues("B").SequenceEqual([Written(second)]);
    }).Holds();

    [Test]
    public void Lists_that_are_written_are_read() => Prop.ForAll(Texts.Generator.ListOf().ToArbitrary(), texts =>
    {
        var property = CalendarReader.Read(Write(writer =>
        {
            writer.Begin("VEVENT");
            writer.TextList("CATEGORIES", texts);
            writer.End();
        })).Calendars.Single().Components.Single().Properties.Single();

        // Spaces around the parts and empty parts are lost.
        return CalendarText.List(property.Value).SequenceEqual(texts.Select(t => Trimmed(Written(t))).Where(t => t.Length > 0));
    }).Holds();

    [TestCaseSource(nameof(Files))]
    public void What_was_read_is_written_and_read_again(string file)
    {
        var calendars = CalendarReader.Read(CalendarFiles.Bytes(file)).Calendars;
        var again = CalendarReader.Read(Write(writer =>
        {
            foreach (var calendar in calendars)
                writer.Raw(calendar);
        })).Calendars;

        Assert.That(again.Select(Outline), Is.EqualTo(calendars.Select(Outline)));
    }

    [Test]
    public void The_memory_is_that_of_the_longest_line()
    {
        var output = new Discarded();
        var writer = new CalendarWriter(output);
        writer.Begin("VCALENDAR");
        WriteEvents(writer, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        WriteEvents(writer, 10_000);

        Assert.That(output.Length, Is.GreaterThan(1_000_000));
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 10_000, Is.LessThan(4_000));
        Assert.That(output.BufferLength, Is.LessThan(10_000));
    }

    private static IReadOnlyList<string> Files => CalendarFiles.All;

    private static void WriteEvents(CalendarWriter writer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            writer.Begin("VEVENT");
            writer.Text("SUMMARY", "A text that is long enough to be folded, because it has more than seventy-five octets.");
            writer.Time("DTSTART", Instant.FromUnixTimeSeconds(i));
            writer.End();
        }
    }

    private static string Write(Action<CalendarWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new CalendarWriter(output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The spaces that <see cref="CalendarText.Split"/> trims; an escaped line break is none.</summary>
    private static string Trimmed(string text) => CalendarText.Unescape(CalendarText.Escape(text).Trim());

    private static string Outline(CalendarComponent component) =>
        $"{component.Name}({string.Join('\n', component.Properties.Select(Outline).Concat(component.Components.Select(Outline)))})";

    private static string Outline(CalendarProperty property) =>
        $"{property.Name};{string.Join(';', property.Parameters.Select(p => $"{p.Name}={string.Join(',', p.Values)}"))}:{property.Value}";

    private sealed class Discarded : IBufferWriter<byte>
    {
        private byte[] _buffer = new byte[4096];

        public long Length { get; private set; }

        public int BufferLength => _buffer.Length;

        public void Advance(int count) => Length += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => sizeHint <= _buffer.Length ? _buffer : _buffer = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
