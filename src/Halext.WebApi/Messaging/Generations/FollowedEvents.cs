using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Halext.Application.Assistant;
using Halext.Application.Messaging.Generations;
using Halext.Domain.Common;
using Halext.WebApi.Common.Json;
using Halext.WebApi.Common.Streaming;

namespace Halext.WebApi.Messaging.Generations;

/// <summary>
/// Events of the types <c>delta</c> and <c>end</c> with the step as JSON, whose ids say how much there is with them. What breaks off ends with
/// an event <c>error</c>: the answer goes on being written, and the reader may come again.
/// </summary>
internal sealed class FollowedEvents : IChunkFormat
{
    private static readonly JsonSerializerOptions Options = Make();

    public string Piece(string text) => text;

    public string End(bool isCut) => "";

    public string Failure(Error error) => Event("error", new { error.Code, error.Message });

    /// <summary>The steps as texts of events.</summary>
    public static async IAsyncEnumerable<string> Write(IAsyncEnumerable<GenerationStep> steps, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var step in steps.WithCancellation(ct))
            yield return $"id: {step.Length.ToString(CultureInfo.InvariantCulture)}\n" + Event(step.Ended is null ? "delta" : "end", step);
    }

    private static string Event<T>(string type, T data) => $"event: {type}\ndata: {JsonSerializer.Serialize(data, Options)}\n\n";

    private static JsonSerializerOptions Make()
    {
        // With the default encoder: newlines and everything beyond ASCII become \u.
        var options = new JsonSerializerOptions();
        JsonSetup.Apply(options);
        return options;
    }
}

internal static class FollowedStreams
{
    public static async Task<EventStreamReply> ToGenerationEvents(this Task<Result<FollowedGeneration>> result)
    {
        var followed = await result;
        return new EventStreamReply(
            followed.Failed ? followed.Error : new TextStream(null, FollowedEvents.Write(followed.Value.Steps, CancellationToken.None)), new FollowedEvents());
    }
}
