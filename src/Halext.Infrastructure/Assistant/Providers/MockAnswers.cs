using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>What the mock answers where text is not enough: JSON by its schema, and calls of tools. The same input has the same output.</summary>
internal static partial class MockAnswers
{
    /// <summary>Schemas that contain themselves end here.</summary>
    private const int MaxDepth = 12;

    /// <summary>The call of a tool that the question names: "use the tool NAME".</summary>
    public static FunctionCallContent? Call(string question, ChatOptions? options)
    {
        if (options?.ToolMode is NoneChatToolMode || Wish().Match(question) is not { Success: true } wish)
            return null;
        var tool = options?.Functions().FirstOrDefault(t => t.Name.Equals(wish.Groups[1].Value, StringComparison.OrdinalIgnoreCase));
        return tool is null ? null : ChatContents.Call("mock_call", tool.Name, Instance(tool.JsonSchema).ToJsonString());
    }

    /// <summary>The smallest JSON that fits the wanted format, with one item to a list and texts that say "mock"; null when text is wanted.</summary>
    public static string? Structured(ChatOptions? options) => options?.ResponseFormat switch
    {
        ChatResponseFormatJson { Schema: { } schema } => Instance(schema).ToJsonString(),
        ChatResponseFormatJson => """{"answer":"mock"}""",
        _ => null,
    };

    private static JsonNode Instance(JsonElement schema) => Value(schema, schema, 0) ?? new JsonObject();

    private static JsonNode? Value(JsonElement schema, JsonElement root, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            return null;
        if (schema.TryGetProperty("$ref", out var reference))
            return Value(Find(root, reference.GetString() ?? ""), root, depth + 1);
        if (schema.TryGetProperty("const", out var constant))
            return JsonNode.Parse(constant.GetRawText());
        if (schema.TryGetProperty("enum", out var values) && values.GetArrayLength() > 0)
            return JsonNode.Parse(values[0].GetRawText());
        foreach (var choice in (string[])["anyOf", "oneOf", "allOf"])
        {
            if (schema.TryGetProperty(choice, out var choices) && choices.GetArrayLength() > 0)
                return Value(choices[0], root, depth + 1);
        }

        return Type(schema) switch
        {
            "object" => Object(schema, root, depth),
            "array" => List(schema, root, depth),
            "string" => Text(schema),
            "integer" => (long)Math.Ceiling(Number(schema)),
            "number" => Number(schema),
            "boolean" => false,
            _ => null,
        };
    }

    private static string? Type(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : null;
        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(t => t.GetString()).FirstOrDefault(t => t != "null")
            : type.GetString();
    }

    /// <summary>What is required; everything, where nothing is said about that.</summary>
    private static JsonObject Object(JsonElement schema, JsonElement root, int depth)
    {
        var result = new JsonObject();
        if (!schema.TryGetProperty("properties", out var properties))
            return result;
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()).ToHashSet() : null;
        foreach (var property in properties.EnumerateObject().Where(p => required?.Contains(p.Name) ?? true))
            result[property.Name] = Value(property.Value, root, depth + 1);
        return result;
    }

    private static JsonArray List(JsonElement schema, JsonElement root, int depth)
    {
        var count = Math.Min(Math.Max(Limit(schema, "minItems") ?? 1, 1), Limit(schema, "maxItems") ?? int.MaxValue);
        return schema.TryGetProperty("items", out var items) ? [.. Enumerable.Range(0, count).Select(_ => Value(items, root, depth + 1))] : [];
    }

    private static string Text(JsonElement schema)
    {
        var text = (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            "date-time" => "2026-01-01T09:00:00Z",
            "date" => "2026-01-01",
            "time" => "09:00:00Z",
            "email" => "mock@example.org",
            "uri" => "https://example.org/mock",
            "uuid" => "00000000-0000-4000-8000-000000000000",
            _ => "mock",
        };
        text = text.PadRight(Math.Min(Limit(schema, "minLength") ?? 0, 1000), '.');
        return Limit(schema, "maxLength") is { } max && text.Length > max ? text[..max] : text;
    }

    private static double Number(JsonElement schema) =>
        schema.TryGetProperty("minimum", out var min) ? min.GetDouble()
        : schema.TryGetProperty("exclusiveMinimum", out var above) && above.ValueKind == JsonValueKind.Number ? Math.Floor(above.GetDouble()) + 1
        : schema.TryGetProperty("maximum", out var max) ? Math.Min(1, max.GetDouble())
        : 1;

    private static int? Limit(JsonElement schema, string name) => schema.TryGetProperty(name, out var limit) && limit.TryGetInt32(out var number) ? number : null;

    /// <summary>A place in the schema itself, as in <c>#/$defs/item</c>.</summary>
    private static JsonElement Find(JsonElement root, string reference) => reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(root, (place, name) => place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out var next) ? next : default);

    [GeneratedRegex(@"\buse the tool [""'`]?([\w-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Wish();
}
