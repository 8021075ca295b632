using Halext.Application.Planner.Feeds.ICalendar;

namespace Halext.UnitTests.Planner.Feeds.ICalendar;

/// <summary>Files of real programs, and broken ones, from the tests of the Python library icalendar (see the LICENSE beside them).</summary>
internal static class CalendarFiles
{
    private static readonly string Folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "data", "ics");

    public static IReadOnlyList<string> All { get; } = [.. Directory.EnumerateFiles(Folder, "*.ics").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    /// <summary>How many components of each kind there are at any depth; the calendars themselves are not counted.</summary>
    public static SortedDictionary<string, int> Counts(CalendarDocument document) => new(
        document.Calendars.SelectMany(Within).CountBy(c => c.Name).ToDictionary(),
        StringComparer.Ordinal);

    /// <summary>The calendar with all lines as its only component's.</summary>
    public static CalendarComponent Component(params string[] lines) =>
        CalendarReader.Read(string.Join("\r\n", ["BEGIN:VEVENT", .. lines, "END:VEVENT", ""])).Calendars.Single().Components.Single();

    private static IEnumerable<CalendarComponent> Within(CalendarComponent component) =>
        component.Components.SelectMany(c => Within(c).Prepend(c));
}
