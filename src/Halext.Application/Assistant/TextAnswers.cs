using System.Runtime.CompilerServices;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant;

/// <summary>Asks a model for text, whole or in pieces, and waits only so long.</summary>
internal sealed class TextAnswers(IAssistant assistant, TimeProvider clock)
{
    public async Task<Result<Answered<string>>> Ask(ModelCall call, CancellationToken ct)
    {
        var answer = await Deadline.Within(Deadline.Answer, clock, token => assistant.Complete(call, token), ct);
        return answer.Failed ? answer.Error : new Answered<string>(answer.Value.Response.Text, answer.Value.Model);
    }

    /// <summary>Returns when the answer begins. Whoever stops enumerating, or cancels, ends the provider's work too.</summary>
    /// <param name="call">The question.</param>
    /// <param name="ct">Also ends the enumeration.</param>
    public Task<Result<TextStream>> Stream(ModelCall call, CancellationToken ct) => Stream(call, Deadline.Piece, ct);

    internal async Task<Result<TextStream>> Stream(ModelCall call, TimeSpan limit, CancellationToken ct)
    {
        var answer = await assistant.Stream(call, limit, clock, ct);
        return answer.Failed ? answer.Error : new TextStream(answer.Value.Model, Pieces(answer.Value.Updates, CancellationToken.None)) { Usage = answer.Value.Usage };
    }

    private static async IAsyncEnumerable<string> Pieces(IAsyncEnumerable<ChatResponseUpdate> updates, [EnumeratorCancellation] CancellationToken ct)
    {
        var characters = new WholeCharacters();
        await foreach (var update in updates.WithCancellation(ct))
        {
            if (characters.Next(update.Text) is { Length: > 0 } text)
                yield return text;
        }
    }
}
