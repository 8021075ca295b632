using System.Text.Json;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Completions;
using Halext.Domain.Common;
using Halext.WebApi.Common.Errors;
using Halext.WebApi.Common.Streaming;

namespace Halext.WebApi.Assistant.Completions;

/// <summary>
/// Each chunk is one event with its JSON. What breaks off ends with <c>{"error":{…}}</c> in an event without a type and without the mark
/// behind it, which OpenAI's clients throw.
/// </summary>
internal sealed class CompletionEvents : IChunkFormat
{
    /// <summary>The default encoder escapes newlines, which would end the event, as it does everything beyond ASCII.</summary>
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Piece(string text) => $"data: {text}\n\n";

    public string End(bool isCut) => EventStreamReply.Done;

    public string Failure(Error error) => Piece(JsonSerializer.Serialize(
        new { error = new { error.Code, error.Message, Type = Problems.TypeOf(Problems.StatusOf(error.Kind)), Param = (string?)null } }, Options));

    /// <summary>The chunks as texts of JSON.</summary>
    public static async IAsyncEnumerable<string> Write(IAsyncEnumerable<CompletionChunkDto> chunks)
    {
        await foreach (var chunk in chunks)
            yield return JsonSerializer.Serialize(chunk, Options);
    }
}

internal static class CompletionStreams
{
    public static async Task<EventStreamReply> ToCompletionEvents(this Task<Result<CompletionStream>> result)
    {
        var stream = await result;
        return new EventStreamReply(
            stream.Failed ? stream.Error : new TextStream(stream.Value.Model, CompletionEvents.Write(stream.Value.Chunks)), new CompletionEvents());
    }
}
