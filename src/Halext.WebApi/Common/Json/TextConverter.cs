using System.Text.Json;
using System.Text.Json.Serialization;

namespace Halext.WebApi.Common.Json;

/// <summary>Refuses texts that PostgreSQL cannot hold (the NUL character) or that are not Unicode (half a surrogate pair).</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("must be a text.");
        return Clean(ref reader);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Clean(ref reader);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    /// <exception cref="JsonException">It is no such text.</exception>
    public static string Clean(ref Utf8JsonReader reader)
    {
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("contains half a surrogate pair, which is no character.");
        }

        return text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException("contains the character NUL.") : text;
    }
}
