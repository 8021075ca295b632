using System.Text.Json;
using System.Text.Json.Serialization;

namespace Halext.WebApi.Common.Json;

/// <summary>Reads a list of texts, or one text as a list of one.</summary>
internal sealed class TextsConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String
                ? [JsonSerializer.Deserialize<string>(ref reader, options)!]
                : JsonSerializer.Deserialize<List<string>>(ref reader, options);
        }
        catch (JsonException e)
        {
            // Its path begins at this value; without one, the serializer fills in the field's.
            throw new JsonException(e.Message.Split(" Path: ")[0]);
        }
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToList(), options);
}
