using System.Text.Json;
using Halext.Application.Common.Realtime;
using Halext.WebApi.Common.Json;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>Reads frames, whose fields may be missing or of any kind.</summary>
internal static class Frames
{
    /// <summary>Reads a frame under the rules that hold for texts everywhere.</summary>
    /// <exception cref="JsonException">It is no JSON, or one of its texts cannot be kept.</exception>
    public static JsonDocument Parse(byte[] bytes)
    {
        // Only what is escaped can be something else than it looks like.
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                TextConverter.Clean(ref reader);
        }

        return JsonDocument.Parse(bytes);
    }

    public static string? Text(this JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    public static bool? Flag(this JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>Whether an event is about a person.</summary>
    public static bool Concerns(this RealtimeEvent happened, int userId)
    {
        using var data = JsonDocument.Parse(happened.Data);
        return data.RootElement.TryGetProperty("user_id", out var id) && id.TryGetInt32(out var number) && number == userId;
    }
}
