using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Halext.Domain.Common;
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
        Converters = { new TextConverter(), new NumberConverter(AnswerRules.Number), new ListConverterFactory() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ReadTimes } },
    };

    private static readonly JsonReaderOptions Finding = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static string Write(object value) => JsonSerializer.Serialize(value, Writing);

    /// <summary>The JSON Schema of a type as strict structured outputs want it: every member required, nothing beyond them.</summary>
    public static JsonElement SchemaOf<T>() => Schemas<T>.Schema;

    /// <summary>Reads an object or list that a model wrote. A bare list stands for the type's first member. The error says what the type does not take.</summary>
    public static Result<T> Read<T>(string json)
        where T : class
    {
        try
        {
            return (json.StartsWith('[') ? FromFirstMember<T>(json) : JsonSerializer.Deserialize<T>(json, Reading))!;
        }
        catch (JsonException e)
        {
            // The serializer's own words name types of this program.
            var reason = e is MisfitException ? $"{e.Message}, " : "";
            return Error.Invalid($"it is not JSON of the schema ({reason}at {e.Path ?? "$"}).");
        }
    }

    /// <summary>
    /// The JSON objects in an answer, without code fences and polite words around them, and behind them the lists. Each as it was written, in order.
    /// </summary>
    public static IEnumerable<string> Find(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var lists = new List<string>();
        var isBroken = false;
        for (int at = 0, length; at < bytes.Length; at += length)
        {
            var isObject = bytes[at] == '{';
            var found = isObject || bytes[at] == '[' ? LengthOfValue(bytes.AsSpan(at)) : 0;
            length = Math.Max(found, 1);
            if (found > 0 && isObject)
                yield return Encoding.UTF8.GetString(bytes, at, found);
            else if (found > 0 && !isBroken)
                lists.Add(Encoding.UTF8.GetString(bytes, at, found));

            // What lists a broken object holds are no answers.
            isBroken |= isObject && found == 0;
        }

        foreach (var list in lists)
            yield return list;
    }

    /// <summary>How long the value is that JSON begins with; 0 when it is none. Levels are limited, so a text full of beginnings takes no long time.</summary>
    private static int LengthOfValue(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Finding);
        try
        {
            return reader.Read() && reader.TrySkip() ? (int)reader.BytesConsumed : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private static T? FromFirstMember<T>(string json) =>
        JsonSerializer.Deserialize<T>($$"""{"{{Reading.GetTypeInfo(typeof(T)).Properties[0].Name}}":{{json}}}""", Reading);

    /// <summary>Members whose names say in what they count.</summary>
    private static void ReadTimes(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.PropertyType == typeof(double?)))
        {
            if (property.Name.EndsWith("_hours", StringComparison.Ordinal))
                property.CustomConverter = new NumberConverter(text => Time(text, 60, "hours"));
            else if (property.Name.EndsWith("_minutes", StringComparison.Ordinal))
                property.CustomConverter = new NumberConverter(text => Time(text, 1, "minutes"));
        }
    }

    /// <summary>What has no number in it says nothing of the time; what has one and is not understood must not become another time.</summary>
    private static double? Time(string? text, int unit, string name) =>
        AnswerRules.Time(text, unit) ?? (text is not null && text.Any(char.IsDigit) ? throw new MisfitException($"'{AnswerRules.Cut(text, 40)}' is no number of {name}") : null);

    /// <summary>What does not fit, in words for the model.</summary>
    private sealed class MisfitException(string message) : JsonException(message);

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
        public static string Clean(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString()!.Replace("\0", "", StringComparison.Ordinal);
            }
            catch (InvalidOperationException)
            {
                throw new MisfitException("a text contains half a surrogate pair, which is no character");
            }
        }
    }

    /// <summary>Numbers, and texts that say one.</summary>
    private sealed class NumberConverter(Func<string?, double?> readText) : JsonConverter<double?>
    {
        public override bool HandleNull => true;

        public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number:
                    return Finite(reader.GetDouble());
                case JsonTokenType.String:
                    return readText(TextConverter.Clean(ref reader));
                default:
                    reader.Skip();
                    return null;
            }
        }

        public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options) => writer.WriteNumberValue(value!.Value);

        private static double? Finite(double number) => double.IsFinite(number) ? number : null;
    }

    /// <summary>Lists, and single things in their place; a text stands for an object's first member. What is null in a list is left out.</summary>
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
                return Item(ref reader, options) is { } single ? [single] : [];

            var items = new List<T>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (Item(ref reader, options) is { } item)
                    items.Add(item);
            }

            return items;
        }

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToList(), options);

        private static T? Item(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && typeof(T) != typeof(string)
                ? FromFirstMember<T>(JsonSerializer.Serialize(TextConverter.Clean(ref reader)))
                : JsonSerializer.Deserialize<T>(ref reader, options);
    }
}
