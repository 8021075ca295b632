using System.Text.Json;
using System.Text.Json.Serialization;

namespace Halext.WebApi.Common.Json;

/// <summary>Reads true and false as the original API did: also 0 and 1, and words such as "true" and "off".</summary>
internal sealed class LaxBooleanConverter : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number when reader.TryGetInt32(out var number) && number is 0 or 1 => number == 1,
        JsonTokenType.String when Flag.TryParse(reader.GetString(), null, out var flag) => flag.Value,
        _ => throw new JsonException("must be true or false."),
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}

/// <summary>A query parameter that is true or false, in any of the spellings that clients use.</summary>
public readonly record struct Flag(bool Value) : IParsable<Flag>
{
    public static Flag Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var flag) ? flag : throw new FormatException();

    public static bool TryParse(string? s, IFormatProvider? provider, out Flag result)
    {
        bool? value = s?.ToLowerInvariant() switch
        {
            "true" or "1" or "yes" or "on" or "t" or "y" => true,
            "false" or "0" or "no" or "off" or "f" or "n" => false,
            _ => null,
        };
        result = new Flag(value ?? false);
        return value is not null;
    }
}

/// <summary>A query parameter that is an instant, in any of the spellings of <see cref="InstantFormat"/>.</summary>
public readonly record struct Instant(DateTimeOffset Value) : IParsable<Instant>
{
    public static Instant Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var instant) ? instant : throw new FormatException();

    public static bool TryParse(string? s, IFormatProvider? provider, out Instant result)
    {
        // A plus that was not percent-encoded arrives as a space; a space between date and time is meant.
        var text = s ?? "";
        var isInstant = InstantFormat.TryParse(text, out var value) || InstantFormat.TryParse(text.Replace(' ', '+'), out value);
        result = new Instant(value);
        return isInstant;
    }
}
