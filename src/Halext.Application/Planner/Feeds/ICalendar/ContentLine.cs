using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>
/// Reads one unfolded content line (RFC 5545 § 3.1, RFC 6868). Also what others write: empty parameters (<c>DTSTART;;VALUE=DATE:</c>),
/// parameters without a value, spaces around names, an address in an unquoted parameter (<c>TZID=tzone://Microsoft/Utc:</c>),
/// a quotation mark that is never closed.
/// </summary>
internal static class ContentLine
{
    /// <summary>RFC 5545 has letters, digits and hyphens; the underscore and the dot (a vCard group) occur.</summary>
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Most names, so that a file's worth of them need no memory.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> UsualNames = new HashSet<string>(
        [
            "BEGIN", "END", "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CLASS", "STATUS", "TRANSP",
            "SEQUENCE", "CREATED", "LAST-MODIFIED", "ORGANIZER", "ATTENDEE", "CATEGORIES", "COMMENT", "PRIORITY", "DUE", "COMPLETED", "PERCENT-COMPLETE",
            "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "ATTACH", "GEO", "ACTION", "TRIGGER", "TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "VALUE", "CN",
        ],
        StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool TryParse(ReadOnlySpan<char> line, int number, [NotNullWhen(true)] out CalendarProperty? property)
    {
        property = null;
        var nameEnd = line.IndexOfAny(';', ':');
        if (nameEnd < 0 || Name(line[..nameEnd]) is not { } name)
            return false;

        if (line[nameEnd] == ':')
        {
            property = new CalendarProperty(name, [], line[(nameEnd + 1)..].ToString(), number);
            return true;
        }

        var parameters = new List<CalendarParameter>();
        if (!TryParameters(line, nameEnd, quotes: true, parameters, out var valueStart))
        {
            parameters.Clear();
            if (!TryParameters(line, nameEnd, quotes: false, parameters, out valueStart))
                return false;
        }

        property = new CalendarProperty(name, parameters, line[valueStart..].ToString(), number);
        return true;
    }

    private static string? Name(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.IsEmpty || text.ContainsAnyExcept(NameCharacters) ? null : Upper(text);
    }

    private static string Upper(ReadOnlySpan<char> name) => UsualNames.TryGetValue(name, out var usual) ? usual : name.ToString().ToUpperInvariant();

    private static bool TryParameters(ReadOnlySpan<char> line, int position, bool quotes, List<CalendarParameter> parameters, out int valueStart)
    {
        var lastColon = line.LastIndexOf(':');
        while (position < line.Length && line[position] == ';')
        {
            position++;
            var nameEnd = line[position..].IndexOfAny('=', ';', ':');
            if (nameEnd < 0)
                break;
            var name = Upper(line.Slice(position, nameEnd).Trim());
            position += nameEnd;
            var values = new List<string>();
            if (line[position] == '=')
            {
                do
                    values.Add(Value(line, ref position, quotes, lastColon));
                while (position < line.Length && line[position] == ',');
            }

            if (name.Length > 0)
                parameters.Add(new CalendarParameter(name, values));
        }

        valueStart = position + 1;
        return position < line.Length && line[position] == ':';
    }

    /// <param name="position">On the character before the value; afterwards on the one that ended it.</param>
    private static string Value(ReadOnlySpan<char> line, ref int position, bool quotes, int lastColon)
    {
        var start = ++position;
        var isQuoted = false;
        for (; position < line.Length; position++)
        {
            var c = line[position];
            if (c == '"' && quotes)
                isQuoted = !isQuoted;
            else if (!isQuoted && c is ',' or ';' || (!isQuoted && c == ':' && !IsInAddress(line, position, lastColon)))
                break;
        }

        var value = line[start..position].ToString();
        return Decode(quotes ? value.Replace("\"", "", StringComparison.Ordinal) : value);
    }

    private static bool IsInAddress(ReadOnlySpan<char> line, int colon, int lastColon) =>
        colon < lastColon && line[(colon + 1)..].StartsWith("//");

    /// <summary>RFC 6868 § 3.2: a circumflex before anything else stands for itself.</summary>
    private static string Decode(string value)
    {
        if (!value.Contains('^', StringComparison.Ordinal))
            return value;
        var decoded = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var plain = value[i] != '^' || i + 1 == value.Length ? '\0' : value[i + 1] switch { 'n' => '\n', '\'' => '"', '^' => '^', _ => '\0' };
            decoded.Append(plain == '\0' ? value[i] : plain);
            if (plain != '\0')
                i++;
        }

        return decoded.ToString();
    }
}
