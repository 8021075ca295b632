using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Halext.Domain.Common;

namespace Halext.Application.Common.Auditing;

/// <summary>
/// Makes texts that may be kept and shown to admins. Secrets are recognized three times: by <see cref="SensitiveAttribute"/>, by names that
/// sound like one, and by texts that look like one wherever they stand.
/// </summary>
public static partial class Redaction
{
    public const string Mask = "***";

    private const int TextMax = 300;
    private const int ItemsMax = 20;
    private const int DepthMax = 4;
    private const int TotalMax = 8_000;

    /// <summary>A request or a snapshot as a JSON object in wire names: short, and without secrets.</summary>
    public static string Of(object value) => Whole(OfProperties(value, 0));

    /// <summary>Values by their names, in the same way.</summary>
    public static string Of(IReadOnlyDictionary<string, object?> values) => Whole(OfValues(values, 0));

    /// <summary>Whether something of this name is kept out: a password, a token, a key.</summary>
    public static bool IsSecret(string name)
    {
        var words = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
        return SecretWord().IsMatch(words.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal))
            || SecretEnd().IsMatch(words);
    }

    /// <summary>A text without what looks like a secret: credentials of our own and of known vendors, passwords in addresses, <c>password=…</c>.</summary>
    /// <remarks>Also without NUL, which PostgreSQL takes in no form.</remarks>
    public static string Scrub(string text) =>
        SecretText().Replace(text, m => m.Groups["name"].Value + Mask).Replace('\0', '\uFFFD');

    /// <summary>The beginning of a text, in whole characters.</summary>
    public static string Cut(string text, int max) =>
        text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];

    private static string Whole(JsonObject json)
    {
        var text = json.ToJsonString();
        return text.Length <= TotalMax ? text : new JsonObject { ["too_large"] = text.Length }.ToJsonString();
    }

    private static JsonNode? Of(object? value, int depth) => value switch
    {
        null => null,
        string text => Short(Scrub(text)),
        bool flag => flag,
        JsonElement json => OfJson(json, depth),
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        int or long or short or byte or decimal or double or float => JsonSerializer.SerializeToNode(value),
        DateTimeOffset instant => instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Uri or Guid or IFormattable => Short(Scrub(string.Create(CultureInfo.InvariantCulture, $"{value}"))),
        IReadOnlyDictionary<string, object?> values => depth < DepthMax ? OfValues(values, depth + 1) : Mask,
        IEnumerable items => depth < DepthMax ? OfItems(items, depth + 1) : Mask,
        _ => depth < DepthMax ? OfProperties(value, depth + 1) : Mask,
    };

    private static JsonObject OfValues(IReadOnlyDictionary<string, object?> values, int depth) =>
        new(values.Select(v => KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(v.Key), Keep(v.Key, v.Value, isSensitive: false, depth))));

    private static JsonObject OfProperties(object value, int depth)
    {
        var type = value.GetType();
        var json = new JsonObject();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            var (content, isSet) = Unwrap(property.GetValue(value));
            if (isSet)
                json[JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)] = Keep(property.Name, content, IsSensitive(type, property), depth);
        }

        return json;
    }

    private static JsonNode OfItems(IEnumerable items, int depth)
    {
        var (list, map) = (new JsonArray(), new JsonObject());
        foreach (var item in items.Cast<object?>().Take(ItemsMax))
        {
            // What a map is made of; a list may not hold them.
            if (item?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{type.GetProperty("Key")!.GetValue(item)}");
                map[Short(Scrub(name))] = Keep(name, type.GetProperty("Value")!.GetValue(item), IsSecret(name), depth);
            }
            else
            {
                list.Add(Of(item, depth));
            }
        }

        return map.Count > 0 ? map : list;
    }

    private static JsonNode? OfJson(JsonElement json, int depth)
    {
        try
        {
            return Of(json, depth);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair somewhere: it is no text.
            return Mask;
        }
    }

    private static JsonNode? Of(JsonElement json, int depth)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when depth < DepthMax:
                var map = new JsonObject();
                foreach (var property in json.EnumerateObject().Take(ItemsMax))
                    map[Short(Scrub(property.Name))] = IsSecret(property.Name) ? Mask : Of(property.Value, depth + 1);
                return map;
            case JsonValueKind.Array when depth < DepthMax:
                return new JsonArray([.. json.EnumerateArray().Take(ItemsMax).Select(item => Of(item, depth + 1))]);
            case JsonValueKind.Object or JsonValueKind.Array:
                return Mask;
            case JsonValueKind.String:
                return Short(Scrub(json.GetString()!));
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return null;
            case JsonValueKind.Number:
                // The database knows no number beyond all measure.
                return json.TryGetDouble(out var number) && double.IsFinite(number) ? number : Mask;
            default:
                return json.GetBoolean();
        }
    }

    private static JsonNode? Keep(string name, object? content, bool isSensitive, int depth) => content switch
    {
        null => null,
        _ when isSensitive => Mask,

        // How many tokens somebody may use is no token.
        bool or int or long or decimal or double => Of(content, depth),
        _ => IsSecret(name) ? Mask : Of(content, depth),
    };

    /// <summary>Attributes of a record's parameter are not on its property.</summary>
    private static bool IsSensitive(Type type, PropertyInfo property) =>
        property.IsDefined(typeof(SensitiveAttribute))
        || type.GetConstructors().SelectMany(c => c.GetParameters()).Any(p => p.Name == property.Name && p.IsDefined(typeof(SensitiveAttribute)));

    /// <summary>What is in an <see cref="Optional{T}"/>; what was not sent is left out.</summary>
    private static (object? Content, bool IsSet) Unwrap(object? value) =>
        value?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Optional<>)
            ? (type.GetProperty(nameof(Optional<int>.Value))!.GetValue(value), (bool)type.GetProperty(nameof(Optional<int>.IsSet))!.GetValue(value)!)
            : (value, true);

    private static string Short(string text) => text.Length <= TextMax ? text : Cut(text, TextMax) + "…";

    [GeneratedRegex("password|passwd|passphrase|secret|token|apikey|privatekey|credential|authorization|cookie|securitystamp|accesscode|signature|hash")]
    private static partial Regex SecretWord();

    // A key is a secret, the name of a key is none.
    [GeneratedRegex("(^|_)(keys?|pin|otp)$")]
    private static partial Regex SecretEnd();

    [GeneratedRegex(
        """
        (?<name>\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}
        |\b(?:hlx_|sk-|pk-|AIza|ghp_|xox[a-z]-)[A-Za-z0-9_-]{6,}
        |\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*
        |(?<name>://)[^/@\s]+(?=@)
        |(?<name>\b(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?code|key|signature)["']?\s*[=:]\s*["']?)[^\s&"',;]+
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex SecretText();
}
