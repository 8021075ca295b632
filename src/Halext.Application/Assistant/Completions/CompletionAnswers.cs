using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Halext.Application.Assistant.Usage;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Completions;

/// <summary>Shapes one answer as OpenAI does. One instance per answer.</summary>
/// <param name="call">The question, from which tokens are estimated where the provider does not count them.</param>
/// <param name="model">Who speaks.</param>
/// <param name="now">When.</param>
internal sealed class CompletionAnswers(ModelCall call, string model, DateTimeOffset now)
{
    private const string Assistant = "assistant";

    /// <summary>Arguments are read by programs, and stay as the model wrote them as far as possible.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _id = $"chatcmpl-{Guid.CreateVersion7():N}";

    public CompletionDto Whole(ChatResponse response)
    {
        var contents = response.Messages.SelectMany(m => m.Contents).ToList();
        var calls = contents.OfType<FunctionCallContent>().Select(c => new ToolCall(IdOf(c.CallId), new CalledFunction(c.Name, ArgumentsOf(c)))).ToList();
        var message = new CompletionAnswerDto(
            Assistant, response.Text.Length == 0 && calls.Count > 0 ? null : response.Text, calls.Count == 0 ? null : calls);
        return new CompletionDto(
            _id,
            "chat.completion",
            now.ToUnixTimeSeconds(),
            model,
            [new CompletionChoiceDto(0, message, Reason(response.FinishReason, calls.Count > 0))],
            Usage(response.Usage, LengthOf(contents)));
    }

    public async IAsyncEnumerable<CompletionChunkDto> Pieces(
        IAsyncEnumerable<ChatResponseUpdate> updates, bool includeUsage, [EnumeratorCancellation] CancellationToken ct)
    {
        var pieces = new HashSet<int>();
        var calls = 0;
        ChatFinishReason? end = null;
        UsageDetails? usage = null;
        long length = 0;
        yield return Chunk(new ChunkDeltaDto(Assistant, ""));
        await foreach (var update in updates.WithCancellation(ct))
        {
            end ??= update.FinishReason;
            length += LengthOf(update.Contents.Where(c => c is not FunctionCallContent || pieces.Count == 0));
            if (update.Text is { Length: > 0 } text)
                yield return Chunk(new ChunkDeltaDto(Content: text));
            foreach (var content in update.Contents)
            {
                if (content is UsageContent counted)
                    (usage ??= new UsageDetails()).Add(counted.Details);
                if (content is ToolCallPiece piece)
                {
                    yield return Call(pieces.Add(piece.Index)
                        ? new ToolCallPieceDto(piece.Index, new CalledFunctionPieceDto(piece.Arguments, piece.Name ?? ""), IdOf(piece.Id), ToolCall.FunctionType)
                        : new ToolCallPieceDto(piece.Index, new CalledFunctionPieceDto(piece.Arguments)));
                }

                // Of adapters that have no pieces, calls come whole; of the others they are told already.
                if (content is not FunctionCallContent called || pieces.Count > 0)
                    continue;
                yield return Call(new ToolCallPieceDto(calls, new CalledFunctionPieceDto("", called.Name), IdOf(called.CallId), ToolCall.FunctionType));
                yield return Call(new ToolCallPieceDto(calls++, new CalledFunctionPieceDto(ArgumentsOf(called))));
            }
        }

        yield return Chunk(new ChunkDeltaDto(), Reason(end, calls + pieces.Count > 0));
        if (includeUsage)
            yield return Chunk([], Usage(usage, length));
    }

    private CompletionChunkDto Call(ToolCallPieceDto piece) => Chunk(new ChunkDeltaDto(ToolCalls: [piece]));

    private CompletionChunkDto Chunk(ChunkDeltaDto delta, string? reason = null) => Chunk([new ChunkChoiceDto(0, delta, reason)]);

    private CompletionChunkDto Chunk(IReadOnlyList<ChunkChoiceDto> choices, CompletionUsageDto? usage = null) =>
        new(_id, "chat.completion.chunk", now.ToUnixTimeSeconds(), model, choices, usage);

    private CompletionUsageDto Usage(UsageDetails? counted, long characters) => new(
        counted?.InputTokenCount is { } read ? TokenEstimate.Clamp(read) : TokenEstimate.Of(call.Messages, call.Options),
        counted?.OutputTokenCount is { } written ? TokenEstimate.Clamp(written) : TokenEstimate.Of(characters));

    private static long LengthOf(IEnumerable<AIContent> contents) => contents.SelectMany(TokenEstimate.TextOf).Sum(text => (long)text.Length);

    /// <summary>Not every provider says that it ends because it calls.</summary>
    private static string Reason(ChatFinishReason? reason, bool callsTools) =>
        reason == ChatFinishReason.Length ? "length"
        : reason == ChatFinishReason.ContentFilter ? "content_filter"
        : callsTools ? "tool_calls" : "stop";

    /// <summary>Not every provider gives calls a name.</summary>
    private static string IdOf(string? id) => string.IsNullOrEmpty(id) ? $"call_{Guid.CreateVersion7():N}" : id;

    /// <summary>What the model wrote, where the adapter kept it: it may not be JSON at all, which is the caller's to judge.</summary>
    private static string ArgumentsOf(FunctionCallContent called) =>
        called.RawRepresentation as string ?? JsonSerializer.Serialize(called.Arguments ?? new Dictionary<string, object?>(), Plain);
}
