using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant;

/// <summary>How an answer ends that is meant to be read. One instance per answer.</summary>
internal sealed class AnswerEnd
{
    private ChatFinishReason? _reason;
    private bool _saysSomething;

    /// <summary>Whether it ends before the model was done: at its longest length, or where the provider's filter stepped in.</summary>
    public bool IsCut => IsFiltered || _reason == ChatFinishReason.Length;

    public bool IsFiltered => _reason == ChatFinishReason.ContentFilter;

    /// <summary>Whether nothing was said, and nothing can be shown.</summary>
    public bool IsSilent => !_saysSomething;

    /// <summary>What an answer without a word is told as.</summary>
    public ProviderException Silence => IsFiltered
        ? new ProviderException(ProviderFailure.Filtered, "The provider's content filter withheld the answer.")
        : new ProviderException(
            ProviderFailure.Silent,
            _reason == ChatFinishReason.Length
                ? "The answer reached its longest length before a word of it was said. Allow a longer one, or another model."
                : "The model ended without saying anything.");

    public static AnswerEnd Of(ChatResponse response)
    {
        var end = new AnswerEnd();
        end.Hear(response.Text, response.FinishReason);
        return end;
    }

    /// <summary>Takes note of the next piece.</summary>
    public void Hear(ChatResponseUpdate update) => Hear(update.Text, update.FinishReason);

    private void Hear(string text, ChatFinishReason? reason)
    {
        _saysSomething = _saysSomething || !string.IsNullOrWhiteSpace(text);
        _reason = reason ?? _reason;
    }
}
