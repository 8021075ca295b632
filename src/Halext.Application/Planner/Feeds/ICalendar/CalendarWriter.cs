using System.Buffers;
using System.Text;
using NodaTime;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// Writes iCalendar (RFC 5545, parameters as in RFC 6868) line by line into a buffer that the caller flushes, so that a calendar of any
/// length needs the memory of its longest line. Lines end in CR LF and are folded at 75 octets, never within a character. Control
/// characters, which no content line may have, are dropped; half a surrogate pair becomes U+FFFD.
/// </summary>
internal sealed class CalendarWriter(IBufferWriter<byte> output)
{
    private const int LineOctetsMax = 75;

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;:");

    private readonly StringBuilder _line = new();
    private readonly ArrayBufferWriter<byte> _encoded = new();
    private readonly Stack<string> _open = new();

    public void Begin(string component)
    {
        _open.Push(component);
        Property("BEGIN", component);
    }

    /// <summary>Ends the component that began last.</summary>
    public void End() => Property("END", _open.Pop());

    /// <param name="name">Of the property.</param>
    /// <param name="value">As it shall stand in the file: escaped where its type demands it.</param>
    /// <param name="parameters">Any texts.</param>
    public void Property(string name, string value, params IReadOnlyList<CalendarParameter> parameters)
    {
        _line.Clear().Append(name);
        foreach (var parameter in parameters)
            Append(parameter);
        Append(_line.Append(':'), value);
        Flush();
    }

    public void Text(string name, string text, params IReadOnlyList<CalendarParameter> parameters) =>
        Property(name, CalendarText.Escape(text), parameters);

    /// <summary>Several texts in one line, such as CATEGORIES.</summary>
    public void TextList(string name, IEnumerable<string> texts) => Property(name, string.Join(',', texts.Select(CalendarText.Escape)));

    /// <summary>A date with VALUE=DATE, a zoned time with its TZID.</summary>
    public void Time(string name, CalendarTime time) => Property(name, time.ToString(), Parameters(time));

    /// <summary>A time in UTC, such as DTSTAMP.</summary>
    public void Time(string name, Instant instant) => Time(name, CalendarTime.At(instant));

    public void Duration(string name, CalendarDuration duration) => Property(name, duration.ToString());

    /// <summary>The definition of a zone, right for every time from the beginning of that year on.</summary>
    public void TimeZone(DateTimeZone zone, int fromYear) => Raw(ZoneComponent.Of(zone, fromYear));

    /// <summary>A property as it was read.</summary>
    public void Raw(CalendarProperty property) => Property(property.Name, property.Value, property.Parameters);

    /// <summary>A component as it was read, with all that is in it.</summary>
    public void Raw(CalendarComponent component)
    {
        Begin(component.Name);
        foreach (var property in component.Properties)
            Raw(property);
        foreach (var inner in component.Components)
            Raw(inner);
        End();
    }

    private static IReadOnlyList<CalendarParameter> Parameters(CalendarTime time) => time switch
    {
        { Kind: CalendarTimeKind.Date } => [new CalendarParameter("VALUE", "DATE")],
        { Kind: CalendarTimeKind.Zoned, TimeZoneId: { } id } => [new CalendarParameter("TZID", id)],
        _ => [],
    };

    private void Append(CalendarParameter parameter)
    {
        _line.Append(';').Append(parameter.Name);
        for (var i = 0; i < parameter.Values.Count; i++)
        {
            var isQuoted = parameter.Values[i].AsSpan().ContainsAny(Quoted);
            _line.Append(i == 0 ? '=' : ',');
            if (isQuoted)
                _line.Append('"');
            Append(_line, Encode(parameter.Values[i]));
            if (isQuoted)
                _line.Append('"');
        }
    }

    /// <summary>RFC 6868 § 3.1.</summary>
    private static string Encode(string value) => value
        .Replace("^", "^^", StringComparison.Ordinal)
        .Replace("\"", "^'", StringComparison.Ordinal)
        .Replace("\r\n", "\n", StringComparison.Ordinal)
        .Replace('\r', '\n')
        .Replace("\n", "^n", StringComparison.Ordinal);

    private static void Append(StringBuilder line, string text)
    {
        foreach (var character in text)
        {
            if (character is '\t' or (>= ' ' and not '\u007F'))
                line.Append(character);
        }
    }

    private void Flush()
    {
        _encoded.ResetWrittenCount();
        Encoding.UTF8.GetBytes(_line.ToString(), _encoded);
        var rest = _encoded.WrittenSpan;
        // The space that folds a line counts.
        for (var max = LineOctetsMax; rest.Length > max; max = LineOctetsMax - 1)
        {
            var length = max;
            while (IsContinuation(rest[length]))
                length--;
            output.Write(rest[..length]);
            output.Write("\r\n "u8);
            rest = rest[length..];
        }

        output.Write(rest);
        output.Write("\r\n"u8);
    }

    private static bool IsContinuation(byte octet) => (octet & 0xC0) == 0x80;
}
