using System.Text.Json;
using System.Text.Json.Serialization;

namespace Halext.Application.Assistant.Completions;

/// <summary>A text, or a list of texts.</summary>
[JsonConverter(typeof(TextListConverter))]
public sealed record TextList(IReadOnlyList<string?> Items);

/// <summary>Fields of OpenAI's that are one thing or another.</summary>
internal static class UnionJson
{
    /// <summary>Reads a value inside of a converter, so that what is wrong with it is reported as wrong with the converter's field.</summary>
    public static T Read<T>(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(ref reader, options)!;
        }
        catch (JsonException e)
        {
            // Its path begins at this value; without one, the serializer fills in the field's.
            throw new JsonException(e.Message.Split(" Path: ")[0]);
        }
    }
}

internal sealed class TextListConverter : JsonConverter<TextList>
{
    public override TextList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new TextList([UnionJson.Read<string>(ref reader, options)]),
        JsonTokenType.StartArray => new TextList(UnionJson.Read<List<string?>>(ref reader, options)),
        _ => throw new JsonException("must be a text or a list of texts."),
    };

    public override void Write(Utf8JsonWriter writer, TextList value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Items, options);
}
