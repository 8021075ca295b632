using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant;

/// <summary>JSON as it is written for models and by them: models take "30 minutes" for a number and one text for a list.</summary>
internal static class ModelJson
{
    /// <summary>For what models are shown. Texts stay readable: nothing of it gets into a page.</summary>
    private static readonly JsonSerializerOptions Writing = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSerializerOptions Reading = new(Writing)
    {
        PropertyNameCaseInsensitive = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new TextConverter(), new NumberConverter(), new ListConverterFactory() },
    };

    public static string Write(object value) => JsonSerializer.Serialize(value, Writing);

    /// <summary>The JSON Schema of a type as strict structured outputs want it: every member required, nothing beyond them.</summary>
    public static JsonElement SchemaOf<T>() => Schemas<T>.Schema;

    /// <summary>Reads what a model wrote. A bare list stands for the type's first member.</summary>
    /// <exception cref="JsonException">It is no JSON, or none that the type takes.</exception>
    public static T? Read<T>(string json)
        where T : class
    {
        if (!json.StartsWith('['))
            return JsonSerializer.Deserialize<T>(json, Reading);
        var first = Reading.GetTypeInfo(typeof(T)).Properties[0].Name;
        return JsonSerializer.Deserialize<T>($$"""{"{{first}}":{{json}}}""", Reading);
    }

    /// <summary>The JSON in an answer, without code fences and polite words around it; null when there is none.</summary>
    public static string? Find(string text)
    {
        var start = text.IndexOfAny(['{', '[']);
        var end = text.LastIndexOfAny(['}', ']']);
        return start >= 0 && end > start ? text[start..(end + 1)] : null;
    }

    /// <summary>Each is made once.</summary>
    private static class Schemas<T>
    {
        public static readonly JsonElement Schema = AIJsonUtilities.CreateJsonSchema(
            typeof(T),
            serializerOptions: Writing,
            inferenceOptions: new AIJsonSchemaCreateOptions
            {
                TransformOptions = new AIJsonSchemaTransformOptions { DisallowAdditionalProperties = true, RequireAllProperties = true },
            });
    }

    /// <summary>Texts, and numbers in their place; anything else is none.</summary>
    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    return Clean(ref reader);
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    return JsonElement.ParseValue(ref reader).GetRawText();
                default:
                    reader.Skip();
                    return null;
            }
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        /// <summary>Without what cannot be stored: NUL, and halves of surrogate pairs.</summary>
        private static string Clean(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString()!.Replace("\0", "", StringComparison.Ordinal);
            }
            catch (InvalidOperationException)
            {
                throw new JsonException("A text contains half a surrogate pair, which is no character.");
            }
        }
    }

    /// <summary>Numbers, and texts that begin with one.</summary>
    private sealed class NumberConverter : JsonConverter<double?>
    {
        public override bool HandleNull => true;

        public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number:
                    return Finite(reader.GetDouble());
                case JsonTokenType.String:
                    return AnswerRules.Number(reader.GetString());
                default:
                    reader.Skip();
                    return null;
            }
        }

        public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options) => writer.WriteNumberValue(value!.Value);

        private static double? Finite(double number) => double.IsFinite(number) ? number : null;
    }

    /// <summary>Lists, and single things in their place. What is null in a list is left out.</summary>
    private sealed class ListConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(ListConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
    }

    private sealed class ListConverter<T> : JsonConverter<IReadOnlyList<T>>
        where T : class
    {
        public override IReadOnlyList<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
                return JsonSerializer.Deserialize<T>(ref reader, options) is { } single ? [single] : [];

            var items = new List<T>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (JsonSerializer.Deserialize<T>(ref reader, options) is { } item)
                    items.Add(item);
            }

            return items;
        }

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToList(), options);
    }
}
