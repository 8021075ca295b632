using System.Text;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>Values of type TEXT (RFC 5545 § 3.3.11).</summary>
internal static class CalendarText
{
    /// <summary>A backslash before anything that needs none stands for itself, as in Windows paths; before a quotation mark or colon it is dropped.</summary>
    public static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
            return value;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var next = value[i] == '\\' && i + 1 < value.Length ? value[i + 1] : '\0';
            switch (next)
            {
                case 'n' or 'N':
                    text.Append('\n');
                    i++;
                    break;
                case '\\' or ';' or ',' or ':' or '"':
                    text.Append(next);
                    i++;
                    break;
                default:
                    text.Append(value[i]);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Line breaks of any kind become <c>\n</c>; other control characters but the tab, which no content line may have, are dropped.</summary>
    public static string Escape(string text)
    {
        var value = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' or ';' or ',':
                    value.Append('\\').Append(text[i]);
                    break;
                case '\r' when i + 1 < text.Length && text[i + 1] == '\n':
                    break;
                case '\r' or '\n':
                    value.Append("\\n");
                    break;
                case not '\t' and (< ' ' or '\u007F'):
                    break;
                default:
                    value.Append(text[i]);
                    break;
            }
        }

        return value.ToString();
    }

    /// <summary>
    /// The parts of a list (CATEGORIES, EXDATE) or of a structured value (separator <c>;</c>), still escaped and without spaces around them;
    /// empty parts are left out.
    /// </summary>
    public static IReadOnlyList<string> Split(string value, char separator = ',')
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
            {
                i++;
            }
            else if (value[i] == separator)
            {
                Add(value[start..i]);
                start = i + 1;
            }
        }

        Add(value[start..]);
        return parts;

        void Add(string part)
        {
            if (part.Trim() is { Length: > 0 } trimmed)
                parts.Add(trimmed);
        }
    }

    /// <summary>The texts of a list such as CATEGORIES, unescaped.</summary>
    public static IReadOnlyList<string> List(string value) => [.. Split(value).Select(Unescape)];

    /// <summary>For sentences: what a file has may be a megabyte long.</summary>
    public static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");
}
