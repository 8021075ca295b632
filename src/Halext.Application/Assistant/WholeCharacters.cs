namespace Halext.Application.Assistant;

/// <summary>Joins characters that are torn apart between two updates of a stream: nobody can write half of one. One instance per stream.</summary>
internal sealed class WholeCharacters
{
    private string _half = "";

    /// <summary>The next piece of text; half a character at its end is kept back.</summary>
    public string Next(string piece)
    {
        var text = _half + piece;
        _half = text is [.., var last] && char.IsHighSurrogate(last) ? last.ToString() : "";
        return text[..^_half.Length];
    }
}
