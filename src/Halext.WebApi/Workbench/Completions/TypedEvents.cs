using System.Text;
using System.Text.Json;
using Halext.Application.Workbench.Completions;
using Halext.Domain.Common;
using Halext.WebApi.Common.Json;
using Halext.WebApi.Common.Streaming;

namespace Halext.WebApi.Workbench.Completions;

/// <summary>
/// Web+'s events: each is one <c>data:</c> line of <c>{"type","content","timestamp","metadata"}</c>, with the types start, chunk, metadata, end,
/// error and cancel. Nothing but ASCII goes out.
/// </summary>
internal sealed class TypedEvents(CompletionStream stream, TimeProvider clock) : IChunkFormat
{
    private static readonly JsonSerializerOptions Options = Make();

    private readonly StringBuilder _text = new();
    private readonly long _start = clock.GetTimestamp();
    private int _chunks;

    public string Begin() => Event("start", "", new
    {
        ModelId = stream.Model.ToString(), ModelName = stream.Model.Model, StreamId = stream.Id, stream.ConversationId,
    });

    public string Piece(string text)
    {
        _text.Append(text);
        return Event("chunk", text, new { ChunkIndex = _chunks++, TotalLength = _text.Length });
    }

    public string End(bool isCut) => stream.End switch
    {
        { Failure: { } failure } => Failure(failure),
        { IsCancelled: true } end => Event("cancel", "", new { StreamId = stream.Id, Status = "cancelled", end.MessageId }),
        var end => Summary(end) + Event("end", "", new { StreamId = stream.Id, Status = "completed", end?.MessageId, Partial = end is { IsPartial: true } }),
    };

    public string Failure(Error error) => Event("error", error.Message, new
    {
        ErrorCode = error.Code switch
        {
            "MODEL_NOT_FOUND" => error.Code,
            "INTERNAL_SERVER_ERROR" => "UNEXPECTED_ERROR",
            _ => "STREAMING_ERROR",
        },
        error.Code,
        StreamId = stream.Id,
        stream.End?.MessageId,
    });

    private string Summary(CompletionEnd? end)
    {
        var duration = clock.GetElapsedTime(_start);
        return Event("metadata", "", new
        {
            end?.Usage?.TotalTokens,
            DurationMs = (long)duration.TotalMilliseconds,
            TokensPerSecond = end?.Usage is { } usage && duration > TimeSpan.Zero ? Math.Round(usage.CompletionTokens / duration.TotalSeconds, 2) : (double?)null,
            FullResponse = _text.ToString(),
            ModelId = end?.Model,
            Usage = TokenUsageDto.Of(end?.Usage),
            end?.MessageId,
            Partial = end is { IsPartial: true },
        });
    }

    private string Event(string type, string content, object metadata) =>
        $"data: {JsonSerializer.Serialize(new { Type = type, Content = content, Timestamp = clock.GetUtcNow(), Metadata = metadata }, Options)}\n\n";

    private static JsonSerializerOptions Make()
    {
        // With the default encoder: everything beyond ASCII becomes \u.
        var options = new JsonSerializerOptions();
        JsonSetup.Apply(options);
        return options;
    }
}
