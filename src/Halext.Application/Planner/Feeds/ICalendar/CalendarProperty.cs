namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>One content line (RFC 5545 § 3.1): <c>NAME;PARAMETER=value:value</c>.</summary>
/// <param name="Name">In upper case.</param>
/// <param name="Parameters">In the order of the line.</param>
/// <param name="Value">As it stands in the file, unfolded but still escaped.</param>
/// <param name="Line">The first physical line, from 1; 0 for what was not read from a file.</param>
internal sealed record CalendarProperty(string Name, IReadOnlyList<CalendarParameter> Parameters, string Value, int Line = 0)
{
    /// <summary>Reads the line's value as TEXT.</summary>
    public string Text => CalendarText.Unescape(Value);

    /// <summary>The first value of the parameter, or null.</summary>
    public string? Parameter(string name) => ParameterValues(name) is [var first, ..] ? first : null;

    /// <summary>All values of the parameter; a repeated parameter counts as one.</summary>
    public IReadOnlyList<string> ParameterValues(string name) =>
    [
        .. Parameters.Where(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).SelectMany(p => p.Values),
    ];
}
