using System.Text.Json;

namespace Halext.WebApi.Common.Json;

/// <summary>A query parameter that is one of a few words, written as the body writes them (snake_case), in any case.</summary>
public readonly record struct Choice<T>(T Value) : IParsable<Choice<T>>
    where T : struct, Enum
{
    /// <summary>The words.</summary>
    public static IReadOnlyDictionary<string, T> Words { get; } =
        Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()), StringComparer.OrdinalIgnoreCase);

    public static Choice<T> Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var choice) ? choice : throw new FormatException();

    public static bool TryParse(string? s, IFormatProvider? provider, out Choice<T> result)
    {
        var isWord = Words.TryGetValue(s ?? "", out var value);
        result = new Choice<T>(value);
        return isWord;
    }
}
