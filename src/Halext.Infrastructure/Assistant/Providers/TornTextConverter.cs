using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>
/// Reads what a model says. Servers that write everything beyond ASCII as \u tear characters of two halves apart between the pieces of a stream;
/// the usual converter takes half a character for an error. Some write texts as lists of parts, ids as numbers, arguments as JSON of its own.
/// </summary>
internal sealed class TornTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            return Loose(JsonElement.ParseValue(ref reader));
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return Unescape(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan));
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static string Loose(JsonElement json) => json.ValueKind is not JsonValueKind.Array
        ? json.GetRawText()
        : string.Concat(json.EnumerateArray().Select(part => part switch
        {
            { ValueKind: JsonValueKind.String } => part.GetString(),
            { ValueKind: JsonValueKind.Object } when part.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String => text.GetString(),
            _ => "",
        }));

    /// <summary>The reader has seen that the escapes are those of JSON.</summary>
    private static string Unescape(string json)
    {
        var text = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
            {
                text.Append(json[i]);
                continue;
            }

            i++;
            text.Append(json[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(json.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var plain => plain,
            });
            if (json[i] == 'u')
                i += 4;
        }

        return text.ToString();
    }
}
