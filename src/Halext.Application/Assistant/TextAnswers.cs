using System.Runtime.CompilerServices;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant;

/// <summary>Asks a model for text, whole or in pieces.</summary>
internal sealed class TextAnswers(IAssistant assistant, TimeProvider clock)
{
    public async Task<Result<TextAnswer>> Ask(ModelCall call, CancellationToken ct)
    {
        var answer = await Deadline.Within(Deadline.Answer, clock, token => assistant.Complete(call, token), ct);
        if (answer.Failed)
            return answer.Error;
        var end = AnswerEnd.Of(answer.Value.Response);
        return end.IsSilent ? end.Silence.ToError() : new TextAnswer(answer.Value.Model, answer.Value.Response.Text, end.IsCut, answer.Value.Usage);
    }

    /// <summary>Returns when the answer begins. Whoever stops enumerating, or cancels, ends the provider's work too.</summary>
    /// <param name="call">The question.</param>
    /// <param name="ct">Also ends the enumeration.</param>
    public async Task<Result<TextStream>> Stream(ModelCall call, CancellationToken ct)
    {
        var answer = await assistant.Stream(call, ct);
        if (answer.Failed)
            return answer.Error;
        var end = new AnswerEnd();
        return new TextStream(answer.Value.Model, Pieces(answer.Value.Updates, end, CancellationToken.None))
        {
            Usage = answer.Value.Usage, IsCut = () => end.IsCut,
        };
    }

    private static async IAsyncEnumerable<string> Pieces(
        IAsyncEnumerable<ChatResponseUpdate> updates, AnswerEnd end, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var update in updates.WithCancellation(ct))
        {
            end.Hear(update);
            if (update.Text is { Length: > 0 } text)
                yield return text;
        }

        if (end.IsSilent)
            throw end.Silence;
    }
}
