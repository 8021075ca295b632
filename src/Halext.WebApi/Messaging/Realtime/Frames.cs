using System.Text.Json;
using Halext.Application.Common.Realtime;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>Reads fields of frames, which may be missing or of any kind.</summary>
internal static class Frames
{
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
