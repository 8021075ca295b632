namespace Halext.Infrastructure.Common.Configuration;

/// <summary>
/// Reads <c>.env</c> files: <c>NAME=value</c> lines, <c>#</c> comments, an optional <c>export</c>, and values in single quotes (as they
/// are) or double quotes (with <c>\n</c>, <c>\"</c> and <c>\\</c>). Nothing is expanded.
/// </summary>
public static class DotEnv
{
    /// <exception cref="FormatException">A line is neither blank, nor a comment, nor an assignment; the message names the line, not its content.</exception>
    public static Dictionary<string, string?> Parse(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var raw in lines)
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line[7..].TrimStart();

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new FormatException($"line {number} is not of the form NAME=value");
            values[line[..equals].TrimEnd()] = Value(line[(equals + 1)..], number);
        }

        return values;
    }

    private static string Value(string raw, int number)
    {
        var text = raw.Trim();
        if (text is not ['"' or '\'', ..])
        {
            // Looked for before trimming: "NAME= # text" is a comment, "NAME=#text" a value.
            var comment = raw.IndexOf(" #", StringComparison.Ordinal);
            return comment < 0 ? text : raw[..comment].Trim();
        }

        var end = ClosingQuote(text);
        if (end < 0)
            throw new FormatException($"line {number} has a quote that does not close");
        if (text[(end + 1)..].TrimStart() is not ("" or ['#', ..]))
            throw new FormatException($"line {number} goes on after its closing quote");
        var inner = text[1..end];
        return text[0] == '\'' ? inner : Unescape(inner);
    }

    private static int ClosingQuote(string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == text[0])
                return i;
            if (text[0] == '"' && text[i] == '\\')
                i++;
        }

        return -1;
    }

    private static string Unescape(string text) =>
        text.Replace("\\\\", "\0", StringComparison.Ordinal)
            .Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace("\\\"", "\"", StringComparison.Ordinal)
            .Replace("\0", "\\", StringComparison.Ordinal);
}
