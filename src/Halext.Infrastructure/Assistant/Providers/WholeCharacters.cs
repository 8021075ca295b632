using System.Text;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>
/// Joins characters that are torn apart between two updates of a stream: nobody can write half of one. What stays half becomes U+FFFD, and nothing at the very end. One instance
/// per stream.
/// </summary>
internal sealed class WholeCharacters
{
    private string _half = "";

    /// <summary>The next piece of text; half a character at its end is kept back.</summary>
    public string Next(string piece)
    {
        var text = _half + piece;
        _half = text is [.., var last] && char.IsHighSurrogate(last) ? last.ToString() : "";
        return Mend(text[..^_half.Length]);
    }

    /// <summary>The same text, without halves of characters.</summary>
    public static string Mend(string text) =>
        text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) ? string.Concat(text.EnumerateRunes()) : text;
}
