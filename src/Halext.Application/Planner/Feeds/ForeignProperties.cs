using System.Buffers;
using System.Text;
using Halext.Application.Planner.Feeds.ICalendar;

namespace Halext.Application.Planner.Feeds;

/// <summary>
/// What other calendar programs say of an event or task and Halext has no field for (attendees, alarms, colours …): kept as content lines,
/// and given back as they came.
/// </summary>
/// <param name="Text">The content lines; null when there are none.</param>
/// <param name="TooLarge">The names of what is left out because together it would be too much.</param>
/// <param name="Unreadable">The names of what is left out because other programs would refuse a calendar with it.</param>
internal sealed record ForeignProperties(string? Text, IReadOnlyList<string> TooLarge, IReadOnlyList<string> Unreadable)
{
    /// <summary>Everything in a component that is not ours.</summary>
    /// <param name="component">As it was read.</param>
    /// <param name="isOurs">Whether a property has a field.</param>
    /// <param name="read">The property as it is kept; null when it can not be read.</param>
    /// <param name="maxLength">How many characters all may take up.</param>
    public static ForeignProperties Keep(
        CalendarComponent component, Func<CalendarProperty, bool> isOurs, Func<CalendarProperty, CalendarProperty?> read, int maxLength)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new CalendarWriter(buffer);
        var lines = new List<(string Name, string Text)>();
        var unreadable = new List<string>();
        foreach (var property in component.Properties.Where(p => !isOurs(p)))
            Add(property.Name, read(property) is { } kept ? () => writer.Raw(kept) : null);
        foreach (var inner in component.Components)
            Add(inner.Name, Read(inner, read) is { } kept ? () => writer.Raw(kept) : null);

        // An attachment of megabytes is what breaks the limit; everything else stays.
        var length = lines.Sum(l => l.Text.Length);
        var tooLarge = new HashSet<int>();
        foreach (var (index, line) in lines.Index().OrderByDescending(l => l.Item.Text.Length))
        {
            if (length <= maxLength)
                break;
            length -= line.Text.Length;
            tooLarge.Add(index);
        }

        var text = string.Concat(lines.Where((_, index) => !tooLarge.Contains(index)).Select(l => l.Text));
        return new ForeignProperties(text.Length == 0 ? null : text, [.. tooLarge.Select(index => lines[index].Name).Distinct()], [.. unreadable.Distinct()]);

        void Add(string name, Action? write)
        {
            if (write is null)
            {
                unreadable.Add(name);
                return;
            }

            buffer.ResetWrittenCount();
            write();
            lines.Add((name, Encoding.UTF8.GetString(buffer.WrittenSpan)));
        }
    }

    /// <summary>Writes kept content lines into the component that is open.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="kept">The properties.</param>
    /// <param name="except">Names of properties that have been written already.</param>
    public static void Restore(CalendarWriter writer, CalendarComponent? kept, params ReadOnlySpan<string> except)
    {
        foreach (var property in kept?.Properties ?? [])
        {
            if (!except.Contains(property.Name))
                writer.Raw(property);
        }

        foreach (var inner in kept?.Components ?? [])
            writer.Raw(inner);
    }

    /// <summary>Kept content lines as a component; null when there are none.</summary>
    public static CalendarComponent? Parse(string? kept) => kept is null ? null : CalendarReader.Read($"BEGIN:VCALENDAR\r\n{kept}END:VCALENDAR\r\n").Calendars[0];

    /// <summary>A component is one thing: an alarm without its trigger is none.</summary>
    private static CalendarComponent? Read(CalendarComponent component, Func<CalendarProperty, CalendarProperty?> read)
    {
        var properties = component.Properties.Select(read).OfType<CalendarProperty>().ToList();
        var components = component.Components.Select(c => Read(c, read)).OfType<CalendarComponent>().ToList();
        return properties.Count == component.Properties.Count && components.Count == component.Components.Count
            ? component with { Properties = properties, Components = components }
            : null;
    }
}
