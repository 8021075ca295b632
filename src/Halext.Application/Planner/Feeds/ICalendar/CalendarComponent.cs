namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>A component (RFC 5545 § 3.6) with everything between its BEGIN and its END.</summary>
/// <param name="Name">In upper case.</param>
/// <param name="Properties">Its own, in the order of the file.</param>
/// <param name="Components">Those directly in it, in the order of the file.</param>
/// <param name="Line">Where it begins, from 1; 0 for what was not read from a file.</param>
/// <param name="Problems">Of its own lines, not of the components in it.</param>
internal sealed record CalendarComponent(
    string Name,
    IReadOnlyList<CalendarProperty> Properties,
    IReadOnlyList<CalendarComponent> Components,
    int Line,
    IReadOnlyList<CalendarProblem> Problems)
{
    public CalendarComponent(string name, IReadOnlyList<CalendarProperty> properties, params IReadOnlyList<CalendarComponent> components)
        : this(name, properties, components, 0, [])
    {
    }

    /// <summary>The first property of that name, or null.</summary>
    public CalendarProperty? First(string name) => Properties.FirstOrDefault(p => p.Name == name);

    /// <summary>The properties of that name.</summary>
    public IEnumerable<CalendarProperty> All(string name) => Properties.Where(p => p.Name == name);

    /// <summary>The components of that name directly in this one.</summary>
    public IEnumerable<CalendarComponent> Children(string name) => Components.Where(c => c.Name == name);
}
