using System.Globalization;
using System.IO.Compression;
using System.Text;
using Halext.Application.Planner.Events;
using Halext.Domain.Planner;
using Halext.TestKit;
using NodaTime;
using NodaTime.Text;

namespace Halext.UnitTests.Planner.Events;

/// <summary>
/// Recurrence rules against what other implementations make of them. tests/clients/make-recurrences.mjs says how the files came about and
/// what is in a line.
/// </summary>
public sealed class RecurrenceCorpusTests
{
    private const int Shown = 20;

    private static readonly string[] Zones =
    [
        "America/New_York", "Europe/Berlin", "Europe/London", "Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney", "Australia/Lord_Howe",
        "America/Sao_Paulo", "Africa/Cairo", "Pacific/Auckland",
    ];

    /// <summary>Behind everything in the files; a series that should have ended and has not is seen before it.</summary>
    private static readonly Instant Late = Instant.FromUtc(2200, 1, 1, 0, 0);

    [TestCaseSource(nameof(Zones))]
    public void Series_are_those_of_other_implementations(string zone) => Compare("recurrences.txt.gz", zone, fields =>
    {
        var (rule, name, start, end, instants) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        var ends = instants.EndsWith('.');
        var expected = Instants(instants.TrimEnd('.', ' '));

        // One more than expected shows a series that goes on; where the file does not know how it goes on, nothing may be said.
        var take = expected.Count + (ends || end.Length > 0 ? 1 : 0);
        var actual = Starts(rule, name, start, Instant.MinValue, end.Length > 0 ? At(end) : Late).Take(take).ToList();
        return (expected, actual);
    });

    [TestCaseSource(nameof(Zones))]
    public void Windows_far_from_the_start_show_what_other_implementations_reach_step_by_step(string zone) =>
        Compare("recurrence-windows.txt.gz", zone, fields =>
        {
            var expected = Instants(fields[5]);
            var actual = Starts(fields[0], fields[1], fields[2], At(fields[3]), At(fields[4])).Take(expected.Count + 1).ToList();
            return (expected, actual);
        });

    [Test]
    public void The_files_hold_at_least_2000_rules_in_every_zone_and_1000_windows()
    {
        var rules = new Dictionary<string, HashSet<string>>();
        foreach (var fields in Lines("recurrences.txt.gz"))
        {
            // The same rule with another end is no other rule.
            var rule = string.Join(';', fields[0].Split(';').Where(p => p[..2] is not ("CO" or "UN")));
            rules.TryAdd(fields[1], []);
            rules[fields[1]].Add(rule);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(rules.Keys, Is.EquivalentTo(Zones));
            Assert.That(rules.Values.Select(r => r.Count), Has.All.GreaterThanOrEqualTo(2000));
            Assert.That(Lines("recurrence-windows.txt.gz").Count(), Is.GreaterThanOrEqualTo(1000));
        }
    }

    [TestCaseSource(nameof(RfcExamples))]
    public void The_examples_of_the_RFC_give_what_it_prints(RfcExample example)
    {
        foreach (var rule in example.Rules)
        {
            var take = example.Expected.Count + (example.GoesOn ? 0 : 1);
            var actual = Starts(rule, "America/New_York", example.Start, Instant.MinValue, Late)
                .Select(instant => instant.InZone(Zone("America/New_York")).LocalDateTime)
                .Where(local => !example.Excluded.Contains(local))
                .Take(take);
            Assert.That(actual, Is.EqualTo(example.Expected), rule);
        }
    }

    private static IEnumerable<TestCaseData> RfcExamples()
    {
        var text = string.Join('\n', File.ReadLines(Data("rfc5545-recurrences.txt")).Where(line => !line.StartsWith('#')));
        return text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(RfcExample.Parse)
            .Select(example => new TestCaseData(example).SetArgDisplayNames(example.Name));
    }

    private static void Compare(string file, string zone, Func<string[], (List<Instant> Expected, List<Instant> Actual)> run)
    {
        var wrong = new List<(string Group, string Report)>();
        var all = 0;
        foreach (var fields in Lines(file).Where(fields => fields[1] == zone))
        {
            all++;
            var (expected, actual) = run(fields);
            if (!expected.SequenceEqual(actual))
                wrong.Add((Group(fields[0]), Report(fields, expected, actual)));
        }

        Assert.That(all, Is.Positive);
        if (wrong.Count == 0)
            return;
        var groups = wrong.CountBy(w => w.Group).OrderByDescending(g => g.Value).Select(g => $"  {g.Value} × {g.Key}");
        Assert.Fail($"{wrong.Count} of {all} differ:\n{string.Join('\n', groups)}\n{string.Join('\n', wrong.Take(Shown).Select(w => w.Report))}");
    }

    /// <summary>The names of a rule's parts, which tell rules that are wrong in the same way from others.</summary>
    private static string Group(string rule) =>
        string.Join(' ', rule.Split(';').Select(part => part.StartsWith("FREQ=", StringComparison.Ordinal) ? part[5..] : part[..part.IndexOf('=', StringComparison.Ordinal)]));

    private static string Report(string[] fields, List<Instant> expected, List<Instant> actual)
    {
        var report = new StringBuilder();
        report.AppendJoin(' ', fields[0], "in", fields[1], "from", fields[2], "by", fields[^1]).AppendLine();
        report.Append("  expected ").AppendJoin(' ', expected.Select(Local)).AppendLine();
        return report.Append("  but was  ").AppendJoin(' ', actual.Select(Local)).AppendLine().ToString();

        string Local(Instant instant) => instant.InZone(Zone(fields[1])).ToString("uuuu-MM-dd'T'HH:mm:sso<g>", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<Instant> Starts(string text, string zone, string start, Instant from, Instant to) =>
        Starts(text, zone, LocalDateTimePattern.GeneralIso.Parse(start).Value, from, to);

    private static IEnumerable<Instant> Starts(string text, string zone, LocalDateTime start, Instant from, Instant to)
    {
        Assert.That(RecurrenceRule.TryParse(text, out var rule, out var problem), Is.True, $"{text}: {problem}");
        return Recurrence.Starts(rule!, start, Zone(zone), from, to);
    }

    private static List<Instant> Instants(string deltas)
    {
        var at = 0L;
        return [.. deltas.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(delta => Instant.FromUnixTimeSeconds(at += long.Parse(delta, CultureInfo.InvariantCulture)))];
    }

    private static Instant At(string seconds) => Instant.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));

    private static DateTimeZone Zone(string name) => DateTimeZoneProviders.Tzdb[name];

    private static string Data(string file) => Path.Combine(Repository.Root, "tests", "data", file);

    private static IEnumerable<string[]> Lines(string file)
    {
        using var packed = File.OpenRead(Data(file));
        using var lines = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
            yield return line.Split('\t');
    }

    /// <summary>An example of RFC 5545 §3.8.5.3; tests/data/rfc5545-recurrences.txt says how it is written there.</summary>
    public sealed record RfcExample(
        string Name, LocalDateTime Start, IReadOnlyList<LocalDateTime> Excluded, IReadOnlyList<string> Rules, IReadOnlyList<LocalDateTime> Expected, bool GoesOn)
    {
        public static RfcExample Parse(string block)
        {
            var lines = block.Split('\n');
            var start = Time(lines[1]);
            var printed = lines.Where(line => line.StartsWith("= ", StringComparison.Ordinal)).SelectMany(line => line[2..].Split(' ')).ToList();
            return new RfcExample(
                lines[0],
                start,
                [.. lines.Where(line => line.StartsWith("EXDATE ", StringComparison.Ordinal)).Select(line => Time(line[7..]))],
                [.. lines.Where(line => line.StartsWith("FREQ=", StringComparison.Ordinal))],
                Expand(printed, start.TimeOfDay),
                printed[^1] == "...");
        }

        private static List<LocalDateTime> Expand(List<string> printed, LocalTime time)
        {
            var expected = new List<LocalDateTime>();
            LocalTime[] times = [time];
            foreach (var item in printed.Where(item => item != "..."))
            {
                if (item[0] == '@')
                {
                    times = [.. item[1..].Split(',').Select(t => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(t).Value)];
                    continue;
                }

                var (month, days) = (YearMonthPattern.Iso.Parse(item[..7]).Value, item[8..].Split(','));
                expected.AddRange(from day in days.SelectMany(Range) from t in times select month.OnDayOfMonth(day) + t);
            }

            return expected;
        }

        private static IEnumerable<int> Range(string days)
        {
            var ends = days.Split('-').Select(day => int.Parse(day, CultureInfo.InvariantCulture)).ToList();
            return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
        }

        private static LocalDateTime Time(string text) => LocalDateTimePattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss").Parse(text).Value;
    }
}
