using System.Text.Json;
using System.Text.Json.Serialization;
using Halext.Domain.Common;

namespace Halext.WebApi.Common.Streaming;

/// <summary>
/// Each piece is one event with <c>{"content":…,"is_done":false}</c>; the last one says <c>"is_done":true</c>. Nothing but ASCII goes out:
/// the mobile client makes characters of single bytes.
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

    public string End() => Event(new Chunk("", IsDone: true)) + EventStreamReply.Done;

    public string Failure(Error error) => "event: error\n" + Event(new Chunk("", IsDone: true, new Failed(error.Code, error.Message)));

    private static string Event(Chunk chunk) => $"data: {JsonSerializer.Serialize(chunk, Options)}\n\n";

    private sealed record Chunk(string Content, bool IsDone, Failed? Error = null);

    private sealed record Failed(string Code, string Message);
}
