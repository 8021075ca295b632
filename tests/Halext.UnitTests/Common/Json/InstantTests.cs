using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Halext.WebApi.Common.Json;

namespace Halext.UnitTests.Common.Json;

public sealed class InstantTests
{
    private const int DaysFrom2001To2100 = 36_159;
    private const int MillisecondsOfDay = 86_400_000;
    private static readonly DateTimeOffset Year2001 = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Year2008 = new(2008, 1, 11, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Year2039 = new(2039, 1, 10, 0, 0, 0, TimeSpan.Zero);

    private static readonly Arbitrary<DateTimeOffset> Instants =
        (from day in Gen.Choose(0, DaysFrom2001To2100 - 1)
         from millisecond in Gen.Choose(0, MillisecondsOfDay - 1)
         select Year2001.AddDays(day).AddMilliseconds(millisecond)).ToArbitrary();

    [TestCase("2025-11-22T04:45:00Z", "2025-11-22T04:45:00Z")]
    [TestCase("2025-11-22T04:45:00.999Z", "2025-11-22T04:45:00Z", TestName = "Fractions of a second are cut")]
    [TestCase("2025-11-22T04:45:00", "2025-11-22T04:45:00Z", TestName = "No offset is UTC")]
    [TestCase("2025-11-22 04:45:00", "2025-11-22T04:45:00Z", TestName = "A space may stand for the T")]
    [TestCase("2025-11-22T04:45", "2025-11-22T04:45:00Z", TestName = "Seconds may be left out")]
    [TestCase("2025-11-22T04:45:00+01:00", "2025-11-22T03:45:00Z", TestName = "An offset east of Greenwich is subtracted")]
    [TestCase("2025-11-22T23:45:00-05:30", "2025-11-23T05:15:00Z", TestName = "An offset west of Greenwich is added")]
    [TestCase("2025-11-22", "2025-11-22T00:00:00Z", TestName = "A date alone is midnight UTC")]
    [TestCase(" 2025-11-22 ", "2025-11-22T00:00:00Z", TestName = "White space around is ignored")]
    [TestCase("1763784000", "2025-11-22T04:00:00Z", TestName = "Unix seconds as a text")]
    [TestCase("1763784000000", "2025-11-22T04:00:00Z", TestName = "Unix milliseconds as a text")]
    [TestCase("785476800.25", "2025-11-22T04:00:00Z", TestName = "Apple's seconds as a text, with a fraction")]
    public void A_text_is_read(string text, string written)
    {
        Assert.That(InstantFormat.TryParse(text, out var instant), Is.True);
        Assert.That(Wire.Write(instant), Is.EqualTo($"\"{written}\""));
        Assert.That(Wire.Read<DateTimeOffset>($"\"{text}\""), Is.EqualTo(instant));
    }

    [TestCase(1_199_999_999, "2039-01-10T21:19:59Z", TestName = "The last number that counts from 2001")]
    [TestCase(1_200_000_000, "2008-01-10T21:20:00Z", TestName = "The first number that counts seconds from 1970")]
    [TestCase(19_999_999_999, "2603-10-11T11:33:19Z", TestName = "The last number that counts seconds")]
    [TestCase(20_000_000_000, "1970-08-20T11:33:20Z", TestName = "The first number that counts milliseconds")]
    [TestCase(0, "2001-01-01T00:00:00Z")]
    [TestCase(-1, "2000-12-31T23:59:59Z")]
    [TestCase(-63_113_904_000, "0001-01-01T00:00:00Z", TestName = "The first instant of all")]
    [TestCase(253_402_300_799_999, "9999-12-31T23:59:59Z", TestName = "The last instant of all")]
    public void A_number_is_read_by_its_size(long number, string written)
    {
        Assert.That(InstantFormat.TryFromNumber(number, out var instant), Is.True);
        Assert.That(Wire.Write(instant), Is.EqualTo($"\"{written}\""));
        Assert.That(Wire.Read<DateTimeOffset>(number.ToString(CultureInfo.InvariantCulture)), Is.EqualTo(instant));
    }

    [TestCase("\"\"")]
    [TestCase("\"soon\"")]
    [TestCase("\"11/22/2025\"", TestName = "Which of month and day comes first is not guessed")]
    [TestCase("\"22 Nov 2025\"")]
    [TestCase("\"Sat, 22 Nov 2025 04:45:00 GMT\"")]
    [TestCase("\"04:45\"")]
    [TestCase("\"2025-13-01\"")]
    [TestCase("\"2025-02-29\"")]
    [TestCase("\"2025-11-22T25:00:00Z\"")]
    [TestCase("\"0001-01-01T00:00:00+14:00\"", TestName = "An instant before the first is refused")]
    [TestCase("\"9999-12-31T23:59:59-14:00\"", TestName = "An instant after the last is refused")]
    [TestCase("\"NaN\"")]
    [TestCase("\"Infinity\"")]
    [TestCase("\"1e300\"")]
    [TestCase("1e300")]
    [TestCase("1e999")]
    [TestCase("-1e300")]
    [TestCase("253402300800000", TestName = "The first millisecond of the year 10000 is refused")]
    [TestCase("-63113904001", TestName = "The last second before the first instant is refused")]
    [TestCase("true")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("\"\\ud800\"", TestName = "Half a surrogate pair is no instant")]
    public void Anything_else_is_refused(string json) => Wire.Refusal<DateTimeOffset>(json);

    [Test]
    public void No_number_ever_throws()
    {
        Prop.ForAll<double>(number => InstantFormat.TryFromNumber(number, out _) || true).Holds();

        // Around the limits, where rounding decides.
        var limits = ArbMap.Default.GeneratorFor<double>().Select(d => d % 16);
        Prop.ForAll(limits.ToArbitrary(), d => InstantFormat.TryFromNumber(253_402_300_800_000 + d, out _) || true).Holds();
        Prop.ForAll(limits.ToArbitrary(), d => InstantFormat.TryFromNumber(-63_113_904_000 + (d / 1000), out _) || true).Holds();
    }

    [Test]
    public void No_text_ever_throws() =>
        Prop.ForAll(Properties.Texts("0123456789-:+TZ ."), text => InstantFormat.TryParse(text, out _) || true).Holds();

    [Test]
    public void What_was_written_is_read_back_to_within_a_second() =>
        Prop.ForAll(Instants, instant => IsCut(instant, Wire.Read<DateTimeOffset>(Wire.Write(instant)))).Holds();

    [Test]
    public void An_offset_changes_the_text_and_not_the_instant() =>
        Prop.ForAll(Instants, Gen.Choose(-14 * 60, 14 * 60).ToArbitrary(), (instant, minutes) =>
            Wire.Write(instant.ToOffset(TimeSpan.FromMinutes(minutes))) == Wire.Write(instant)
            && InstantFormat.TryParse(instant.ToOffset(TimeSpan.FromMinutes(minutes)).ToString("O", CultureInfo.InvariantCulture), out var read)
            && read == instant).Holds();

    [Test]
    public void Unix_milliseconds_are_read_exactly() =>
        Prop.ForAll(Instants, instant => InstantFormat.TryFromNumber(instant.ToUnixTimeMilliseconds(), out var read) && read == instant).Holds();

    [Test]
    public void Unix_seconds_since_2008_are_read_to_within_a_second() =>
        Prop.ForAll(Instants.Filter(i => i >= Year2008), instant =>
            InstantFormat.TryFromNumber(instant.ToUnixTimeSeconds(), out var read) && IsCut(instant, read)).Holds();

    [Test]
    public void Apples_seconds_until_2039_are_read_exactly() =>
        Prop.ForAll(Instants.Filter(i => i < Year2039), instant =>
            InstantFormat.TryFromNumber((instant - Year2001).TotalSeconds, out var read) && (read - instant).Duration() < TimeSpan.FromMilliseconds(1)).Holds();

    [TestCase("2025-11-22T04:45:00+01:00", "2025-11-22T03:45:00Z")]
    [TestCase("2025-11-22T04:45:00 01:00", "2025-11-22T03:45:00Z", TestName = "A plus that was not percent-encoded arrives as a space")]
    [TestCase("2025-11-22 04:45:00", "2025-11-22T04:45:00Z", TestName = "A space in the place of the T is no plus")]
    [TestCase("2025-11-22 04:45", "2025-11-22T04:45:00Z", TestName = "A space before a time without seconds is no plus")]
    [TestCase("1763784000", "2025-11-22T04:00:00Z")]
    public void A_query_parameter_is_read_like_a_field(string text, string written)
    {
        Assert.That(Wire.Write(Instant.Parse(text, null).Value), Is.EqualTo($"\"{written}\""));
        Assert.That(Instant.TryParse(text, null, out var instant), Is.True);
        Assert.That(instant, Is.EqualTo(Instant.Parse(text, null)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("tomorrow")]
    public void A_bad_query_parameter_is_refused(string? text)
    {
        Assert.That(Instant.TryParse(text, null, out _), Is.False);
        Assert.Throws<FormatException>(() => Instant.Parse(text!, null));
    }

    /// <summary>Whether the fraction of a second is all that was lost.</summary>
    private static bool IsCut(DateTimeOffset instant, DateTimeOffset read) => instant - read is { Ticks: >= 0 and < TimeSpan.TicksPerSecond };
}
