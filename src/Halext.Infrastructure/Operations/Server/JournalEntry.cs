using System.Globalization;
using System.Text.Json;
using Halext.Application.Operations.Server;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Operations.Server;

/// <summary>An entry of systemd's journal: a line of Halext's JSON log, or whatever else the service or systemd wrote.</summary>
internal readonly record struct JournalEntry(int? ProcessId, LogSeverity? Severity, string Line)
{
    /// <param name="json">A line of <c>journalctl --output=json</c>, whose numbers are texts.</param>
    /// <returns>Null for an entry without a text, such as one that is too long or no UTF-8.</returns>
    public static JournalEntry? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var entry = document.RootElement;
        if (Text(entry, "MESSAGE") is not { } message)
            return null;

        var processId = int.TryParse(Text(entry, "_PID"), CultureInfo.InvariantCulture, out var id) ? id : (int?)null;
        if (OwnLine(message) is var (level, line))
            return new JournalEntry(processId, LogLines.SeverityOf(level), line);

        var at = long.TryParse(Text(entry, "__REALTIME_TIMESTAMP"), CultureInfo.InvariantCulture, out var microseconds)
            ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)
            : default;
        var foreign = Text(entry, "PRIORITY") switch
        {
            "0" or "1" or "2" or "3" => LogLevel.Error,
            "4" => LogLevel.Warning,
            "7" => LogLevel.Debug,
            _ => LogLevel.Information,
        };
        return new JournalEntry(processId, LogLines.SeverityOf(foreign), LogLines.Format(at, foreign, "journal", message));
    }

    private static (LogLevel Level, string Line)? OwnLine(string message)
    {
        if (!message.StartsWith('{'))
            return null;
        try
        {
            using var document = JsonDocument.Parse(message);
            var line = document.RootElement;
            if (!DateTimeOffset.TryParse(Text(line, "Timestamp"), CultureInfo.InvariantCulture, out var at) || !Enum.TryParse(Text(line, "LogLevel"), out LogLevel level))
                return null;
            var exception = Text(line, "Exception") is { } text ? $" ({text.Split('\n')[0].TrimEnd()})" : "";
            return (level, LogLines.Format(at, level, Text(line, "Category") ?? "", Text(line, "Message") + exception));
        }
        catch (JsonException)
        {
            // Something that only looks like one.
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
