using System.Text;
using Halext.Domain.Common;

namespace Halext.WebApi.Common.Streaming;

/// <summary>
/// Each piece is one event with the text itself. A newline in it becomes a further <c>data:</c> line, as the standard says; but the line before
/// it ends with CR LF instead of LF. To the standard that is the same. The web client, which cuts at LF only and joins what stands behind
/// <c>data: </c>, finds the CR in place of the newline instead of two words grown together.
/// </summary>
internal sealed class TextChunks : IChunkFormat
{
    private const string Field = "data: ";
    private const string DoneMark = "[DONE]";
    private bool _endedWithReturn;

    public string Piece(string text)
    {
        if (text.Length == 0)
            return "";

        // A CR LF may be torn apart between two pieces.
        var isRest = _endedWithReturn && text.StartsWith('\n');
        _endedWithReturn = text.EndsWith('\r');
        if (isRest)
            text = text[1..];
        if (text.Length == 0)
            return "";

        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var events = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            // A model that writes the mark does not end the stream: its halves are two events.
            events.Append(Field).Append(lines[i] == DoneMark ? "[\n\ndata: DONE]" : lines[i]);
            events.Append(i < lines.Length - 1 ? "\r\n" : "\n\n");
        }

        return events.ToString();
    }

    /// <summary>That it was cut has no place between words.</summary>
    public string End(bool isCut) => EventStreamReply.Done;

    /// <summary>The web client shows whatever comes, so the sentence stands for itself; it has no mark of the end behind it.</summary>
    public string Failure(Error error) => $"event: error\n{Field} [Error: {error.Message.ReplaceLineEndings(" ")}]\n\n";
}
