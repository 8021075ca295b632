using System.Text;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// Reads iCalendar files (RFC 5545) as the world writes them: what is broken becomes a problem, what is whole is kept. Never throws on
/// content, takes time linear in the length, and is bounded in depth, components and problems.
/// </summary>
internal sealed class CalendarReader
{
    public const int DepthMax = 16;
    public const int ComponentsMax = 100_000;
    public const int ProblemsMax = 1_000;

    private const string Calendar = "VCALENDAR";

    /// <summary>They stand directly in a calendar, so that a second one ends a first one whose END is missing.</summary>
    private static readonly HashSet<string> Entries = ["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"];

    private readonly List<CalendarComponent> _calendars = [];
    private readonly List<CalendarProblem> _problems = [];
    private readonly Stack<Opened> _open = new();
    private Opened? _implied;
    private int _components;
    private int _skippedDepth;
    private bool _wasOutside;

    private CalendarReader()
    {
    }

    public static CalendarDocument Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    /// <param name="bytes">UTF-8 with or without byte order mark, UTF-16 with one, or Windows-1252.</param>
    public static CalendarDocument Read(ReadOnlySpan<byte> bytes) =>
        Utf16(bytes) is { } encoding
            ? Read(encoding.GetString(bytes))
            : new CalendarReader().ReadLines(new ContentLines(bytes));

    private static Encoding? Utf16(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private CalendarDocument ReadLines(ContentLines lines)
    {
        while (lines.MoveNext())
        {
            if (lines.IsTooLong)
                Report(lines.Line, $"The line is longer than {ContentLines.LengthMax / 1024} KB and is left out.");
            else if (!ContentLine.TryParse(lines.Text, lines.Line, out var property))
                ReportUnreadable(lines.Line, lines.Text);
            else if (property.Name == "BEGIN" && !Begin(Kind(property), property.Line))
                return Document();
            else if (property.Name == "END")
                End(Kind(property), property.Line);
            else if (property.Name != "BEGIN")
                Add(property);
        }

        CloseWhile(_ => true);
        return Document();
    }

    private CalendarDocument Document()
    {
        while (_open.Count > 0)
            Close();
        CloseImplied();
        return new CalendarDocument(_calendars, _problems);
    }

    private static string Kind(CalendarProperty property) => property.Value.Trim().ToUpperInvariant();

    /// <returns>False when nothing more can be taken in.</returns>
    private bool Begin(string name, int line)
    {
        _wasOutside = false;
        if (_skippedDepth == 0)
            CloseBefore(name);
        if (_skippedDepth > 0 || _open.Count >= DepthMax)
        {
            if (_skippedDepth++ == 0)
                Report(line, $"{CalendarText.Shorten(name)} stands deeper than {DepthMax} levels and is left out.");
            return true;
        }

        if (++_components > ComponentsMax)
        {
            Report(line, $"The file has more than {ComponentsMax} components; the rest is left out.");
            return false;
        }

        if (name == Calendar)
            CloseImplied();
        else if (_open.Count == 0)
            _implied ??= new Opened(Calendar, line);
        _open.Push(new Opened(name, line));
        if (name.Length == 0)
            Report(line, "BEGIN does not say what begins.");
        return true;
    }

    /// <summary>Ends what can not go on when a component of that name begins.</summary>
    private void CloseBefore(string name)
    {
        if (name == Calendar)
        {
            CloseWhile(_ => true);
        }
        else if (Entries.Contains(name) && _open.Any(o => Entries.Contains(o.Name)))
        {
            while (_open.Any(o => Entries.Contains(o.Name)))
                CloseUnended();
        }
    }

    private void End(string name, int line)
    {
        if (_skippedDepth > 0)
            _skippedDepth--;
        else if (_open.All(o => o.Name != name))
            Report(line, $"END:{CalendarText.Shorten(name)} ends nothing that has begun.");
        else
        {
            CloseWhile(o => o.Name != name);
            Close();
        }
    }

    private void CloseWhile(Func<Opened, bool> condition)
    {
        while (_open.TryPeek(out var innermost) && condition(innermost))
            CloseUnended();
    }

    private void CloseUnended()
    {
        Report(_open.Peek().Line, $"{CalendarText.Shorten(_open.Peek().Name)} has no END.");
        Close();
    }

    private void Close()
    {
        var component = _open.Pop().ToComponent();
        if (_open.TryPeek(out var parent) || (parent = _implied) is not null)
            parent.Components.Add(component);
        else
            _calendars.Add(component);
    }

    private void CloseImplied()
    {
        if (_implied is not null)
            _calendars.Add(_implied.ToComponent());
        _implied = null;
    }

    private void Add(CalendarProperty property)
    {
        if (_skippedDepth > 0)
            return;
        if (_open.TryPeek(out var component))
            component.Properties.Add(property);
        else
            ReportOutside(property.Line);
    }

    private void ReportUnreadable(int line, ReadOnlySpan<char> text)
    {
        if (_skippedDepth > 0)
            return;
        if (_open.Count == 0)
            ReportOutside(line);
        else
            Report(line, $"“{CalendarText.Shorten(text.ToString())}” is no property: a name and a colon are expected.");
    }

    /// <summary>Once for all lines between two components: a web page in place of a calendar has many.</summary>
    private void ReportOutside(int line)
    {
        if (!_wasOutside)
            Report(line, "The text outside any component is left out.");
        _wasOutside = true;
    }

    private void Report(int line, string message)
    {
        if (_problems.Count > ProblemsMax)
            return;
        var problem = _problems.Count < ProblemsMax
            ? new CalendarProblem(line, message)
            : new CalendarProblem(line, "There are more problems than are told here.");
        _problems.Add(problem);
        if (_open.TryPeek(out var component))
            component.Problems.Add(problem);
    }

    /// <summary>A component that has not ended.</summary>
    private sealed class Opened(string name, int line)
    {
        public string Name => name;

        public int Line => line;

        public List<CalendarProperty> Properties { get; } = [];

        public List<CalendarComponent> Components { get; } = [];

        public List<CalendarProblem> Problems { get; } = [];

        public CalendarComponent ToComponent() => new(name, [.. Properties], [.. Components], line, [.. Problems]);
    }
}
