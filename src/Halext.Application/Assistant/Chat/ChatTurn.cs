using FluentValidation;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Chat;

/// <summary>Something that was said before.</summary>
/// <param name="Role">user, assistant (also ai, bot or model, as some clients say) or system.</param>
/// <param name="Content">What.</param>
public sealed record ChatTurn(string? Role, string? Content)
{
    /// <summary>Null when nobody is called that.</summary>
    internal ChatRole? Speaker => Role?.Trim().ToLowerInvariant() switch
    {
        "user" or "human" => ChatRole.User,
        "assistant" or "ai" or "bot" or "model" => ChatRole.Assistant,
        "system" => ChatRole.System,
        _ => null,
    };
}

internal sealed class ChatTurnValidator : AbstractValidator<ChatTurn>
{
    public ChatTurnValidator()
    {
        RuleFor(x => x.Role).Must((turn, _) => turn.Speaker is not null).WithMessage("{PropertyName} is one of user, assistant, system.");
        RuleFor(x => x.Content).IsPrompt();
    }
}

/// <summary>What is said to a model, whoever asks.</summary>
internal static class ChatMessages
{
    public const int HistoryMax = 500;

    /// <summary>In characters, the prompt included. Longer ones fit into few models, and cost.</summary>
    public const int TotalMax = 400_000;

    /// <summary>Vendors refuse messages without text, but old clients may send them.</summary>
    private const string NothingWritten = "(The message is empty.)";

    public static IReadOnlyList<ChatMessage> From(IReadOnlyList<ChatTurn>? history, string prompt)
    {
        var messages = (history ?? [])
            .Where(turn => !string.IsNullOrWhiteSpace(turn.Content))
            .Select(turn => new ChatMessage(turn.Speaker!.Value, turn.Content))
            .ToList();
        var isAnswerable = messages.Count > 0 && messages[^1].Role == ChatRole.User;
        if (!string.IsNullOrWhiteSpace(prompt))
            messages.Add(new ChatMessage(ChatRole.User, prompt));
        else if (!isAnswerable)
            messages.Add(new ChatMessage(ChatRole.User, NothingWritten));
        return messages;
    }

    public static void IsHistory<T>(this IRuleBuilder<T, IReadOnlyList<ChatTurn>?> rule, Func<T, string?> prompt) =>
        rule.Must(history => history is null || history.Count <= HistoryMax).WithMessage($"{{PropertyName}} holds at most {HistoryMax} messages.")
            .Must(history => history is null || history.All(turn => turn is not null)).WithMessage("{PropertyName} holds messages with role and content.")
            .Must((request, history) => (history ?? []).Sum(turn => (long)(turn?.Content?.Length ?? 0)) + (prompt(request)?.Length ?? 0) <= TotalMax)
            .WithMessage($"{{PropertyName}} and prompt hold at most {TotalMax} characters together.");
}
