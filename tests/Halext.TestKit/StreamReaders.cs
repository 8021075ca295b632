using System.Text;
using System.Text.Json;

namespace Halext.TestKit;

/// <summary>How the clients read a stream of server-sent events, mistakes included, and how the standard wants it read.</summary>
public static class StreamReaders
{
    /// <summary>
    /// The web client: cuts at LF, takes what stands behind "data: ", stops at [DONE]. It does so with each network read by itself; here the whole
    /// stream is one.
    /// </summary>
    public static string AsWebClient(byte[] stream)
    {
        var text = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(stream).Split('\n'))
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            var data = line[6..];
            if (data == "[DONE]")
                break;
            text.Append(data);
        }

        return text.ToString();
    }

    /// <summary>The mobile client: makes characters of single bytes, and takes lines with a JSON chunk; everything else it ignores.</summary>
    public static (string Text, bool IsDone) AsMobileClient(byte[] stream)
    {
        var text = new StringBuilder();
        var isDone = false;
        foreach (var line in Encoding.Latin1.GetString(stream).Split('\n'))
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            try
            {
                var chunk = JsonDocument.Parse(line[6..]).RootElement;
                text.Append(chunk.GetProperty("content").GetString());
                isDone |= chunk.TryGetProperty("is_done", out var done) && done.GetBoolean();
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // As the client does: no chunk, no matter.
            }
        }

        return (text.ToString(), isDone);
    }

    /// <summary>The standard (HTML Living Standard, §9.2.6): lines end with CR LF, LF or CR; an event ends with an empty line.</summary>
    public static IReadOnlyList<(string Type, string Data)> AsTheStandardSays(byte[] stream)
    {
        var events = new List<(string, string)>();
        var (type, data) = ("", new StringBuilder());
        var lines = Encoding.UTF8.GetString(stream).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');

        // What stands behind the last line end is no line.
        foreach (var line in lines[..^1])
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                    events.Add((type.Length == 0 ? "message" : type, data.ToString()[..^1]));
                (type, data) = ("", new StringBuilder());
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            if (field == "data")
                data.Append(value).Append('\n');
            else if (field == "event")
                type = value;
        }

        return events;
    }

    /// <summary>The text of a stream of plain text, and whether its end was announced.</summary>
    public static (string Text, bool IsDone) TextOf(IReadOnlyList<(string Type, string Data)> events)
    {
        var messages = events.Where(e => e.Type == "message").Select(e => e.Data).ToList();
        var isDone = messages is [.., "[DONE]"];
        return (string.Concat(isDone ? messages.SkipLast(1) : messages), isDone);
    }
}
