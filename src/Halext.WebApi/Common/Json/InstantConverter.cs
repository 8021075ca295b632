using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Halext.WebApi.Common.Json;

/// <summary>Reads every way in which the clients write an instant, and writes the one way that all of them read.</summary>
public static class InstantFormat
{
    /// <summary>
    /// Below this a number counts seconds since 2001-01-01 (Apple's reference date, as the iOS client sends); from it on, since 1970. As
    /// Unix time it is January 2008, before the product existed; as Apple time, 2039.
    /// </summary>
    private const double AppleLimit = 1.2e9;

    /// <summary>From here on a number counts milliseconds: as seconds it would be the year 2603.</summary>
    private const double MillisecondsLimit = 2e10;

    private static readonly DateTimeOffset AppleEpoch = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>ISO 8601 with or without offset (none means UTC), a date alone (midnight UTC), or a number of seconds or milliseconds.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return TryFromNumber(number, out instant);
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant)
            && LooksIso(text);
    }

    /// <summary>See <see cref="TryParse"/>.</summary>
    public static bool TryFromNumber(double number, out DateTimeOffset instant)
    {
        instant = default;
        if (!double.IsFinite(number))
            return false;
        var (epoch, milliseconds) = number switch
        {
            < AppleLimit => (AppleEpoch, number * 1000),
            < MillisecondsLimit => (DateTimeOffset.UnixEpoch, number * 1000),
            _ => (DateTimeOffset.UnixEpoch, number),
        };
        // As a double, the last instant rounds up to the first that there is not.
        if (milliseconds >= (DateTimeOffset.MaxValue - epoch).TotalMilliseconds || milliseconds < (DateTimeOffset.MinValue - epoch).TotalMilliseconds)
            return false;
        instant = epoch.AddMilliseconds(milliseconds);
        return true;
    }

    /// <summary>The framework also reads "11/22/2025" and "22 Nov", which mean different days to different people.</summary>
    private static bool LooksIso(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length >= 10 && trimmed[4] == '-' && trimmed[7] == '-' && trimmed[..4].IndexOfAnyExceptInRange('0', '9') < 0;
    }
}

internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const string Expected = "is not a date and time such as 2025-11-22T04:45:00Z.";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when InstantFormat.TryParse(reader.GetString()!, out var instant) => instant,
        JsonTokenType.Number when InstantFormat.TryFromNumber(reader.GetDouble(), out var instant) => instant,
        _ => throw new JsonException(Expected),
    };

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        // 2025-11-22T04:45:00Z (UTC, whole seconds): the only form that every known decoder accepts. "s" is that without the Z, and five
        // times as fast as a pattern, which would be read anew every time.
        Span<byte> buffer = stackalloc byte[20];
        value.UtcDateTime.TryFormat(buffer, out var length, "s", CultureInfo.InvariantCulture);
        buffer[length] = (byte)'Z';
        writer.WriteStringValue(buffer[..(length + 1)]);
    }
}
