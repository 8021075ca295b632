using System.Text.Json;
using System.Text.Json.Serialization;
using Halext.Domain.Common;

namespace Halext.WebApi.Common.Streaming;

/// <summary>
/// Each piece is one event with <c>{"content":…,"is_done":false}</c>; the last one says <c>"is_done":true</c>, and <c>"partial":true</c> where the
/// answer was cut. Nothing but ASCII goes out: the mobile client makes characters of single bytes.
/// </summary>
internal sealed class JsonChunks : IChunkFormat
{
    /// <summary>The default encoder writes everything beyond ASCII as \u.</summary>
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string Piece(string text) => Event(new Chunk(text, IsDone: false));

    public string End(bool isCut) => Event(new Chunk("", IsDone: true, Partial: isCut ? true : null)) + EventStreamReply.Done;

    public string Failure(Error error) => "event: error\n" + Event(new Chunk("", IsDone: true, Error: new Failed(error.Code, error.Message)));

    private static string Event(Chunk chunk) => $"data: {JsonSerializer.Serialize(chunk, Options)}\n\n";

    private sealed record Chunk(string Content, bool IsDone, bool? Partial = null, Failed? Error = null);

    private sealed record Failed(string Code, string Message);
}
