using System.Buffers;
using System.Text;
using Halext.Application.Planner.Feeds.ICalendar;

namespace Halext.Application.Planner.Feeds;

/// <summary>
/// What other calendar programs say of an event or task and Halext has no field for (attendees, alarms, colours …): kept as content lines,
/// and given back as they came.
/// </summary>
internal static class ForeignProperties
{
    /// <summary>The content lines of everything in a component that is not ours; null when there is nothing.</summary>
    /// <param name="component">As it was read.</param>
    /// <param name="isOurs">Whether a property has a field.</param>
    /// <param name="maxLength">How many characters they may take up.</param>
    /// <param name="leftOut">The names of what is too large and left out.</param>
    public static string? Keep(CalendarComponent component, Func<CalendarProperty, bool> isOurs, int maxLength, out IReadOnlyList<string> leftOut)
    {
        var lines = component.Properties.Where(p => !isOurs(p)).Select(p => (p.Name, Text: Write(writer => writer.Raw(p))))
            .Concat(component.Components.Select(c => (c.Name, Text: Write(writer => writer.Raw(c)))))
            .ToList();

        // An attachment of megabytes is what breaks the limit; everything else stays.
        var tooLarge = new List<string>();
        while (lines.Sum(l => l.Text.Length) > maxLength)
        {
            var largest = lines.MaxBy(l => l.Text.Length);
            lines.Remove(largest);
            tooLarge.Add(largest.Name);
        }

        leftOut = tooLarge;
        return lines.Count == 0 ? null : string.Concat(lines.Select(l => l.Text));
    }

    /// <summary>Writes kept content lines into the component that is open.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="kept">What <see cref="Keep"/> made.</param>
    /// <param name="except">Names of properties that have been written already.</param>
    public static void Restore(CalendarWriter writer, string? kept, params ReadOnlySpan<string> except)
    {
        if (kept is null)
            return;
        var component = CalendarReader.Read($"BEGIN:VCALENDAR\r\n{kept}END:VCALENDAR\r\n").Calendars[0];
        foreach (var property in component.Properties)
        {
            if (!except.Contains(property.Name))
                writer.Raw(property);
        }

        foreach (var inner in component.Components)
            writer.Raw(inner);
    }

    private static string Write(Action<CalendarWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new CalendarWriter(buffer));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
