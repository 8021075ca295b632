using Halext.Domain.Messaging;
using Microsoft.Extensions.AI;
using ChatMessage = Halext.Domain.Messaging.ChatMessage;
using ModelMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Halext.Application.Messaging.Generations;

/// <summary>What a model is told of a conversation.</summary>
internal static class AnswerContext
{
    /// <summary>How many messages it reads at the most …</summary>
    public const int MessagesMax = 50;

    /// <summary>… and how many characters, the question apart.</summary>
    public const int CharactersMax = 60_000;

    /// <summary>The system prompt, then the newest messages that fit, in the order in which they were written.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="options">May bring a system prompt of its own.</param>
    /// <param name="newestFirst">The question and what stands before it.</param>
    /// <param name="names">The people's names, where there are several: then each message begins with one.</param>
    public static IReadOnlyList<ModelMessage> Of(
        Conversation conversation, GenerationOptions options, IReadOnlyList<ChatMessage> newestFirst, IReadOnlyDictionary<int, string> names)
    {
        var context = new List<ModelMessage>();
        var characters = 0;
        foreach (var message in newestFirst)
        {
            if (context.Count > 0 && (characters += message.Content.Length) > CharactersMax)
                break;
            context.Add(Of(message, names));
        }

        context.Add(new ModelMessage(ChatRole.System, options.SystemPrompt ?? conversation.SystemPrompt ?? SystemPrompt(conversation, names.Count > 0)));
        context.Reverse();
        return context;
    }

    private static ModelMessage Of(ChatMessage message, IReadOnlyDictionary<int, string> names) =>
        message.AuthorType is AuthorType.Ai
            ? new ModelMessage(ChatRole.Assistant, message.Content)
            : new ModelMessage(ChatRole.User, names.GetValueOrDefault(message.AuthorId ?? 0) is { } name ? $"{name}: {message.Content}" : message.Content);

    private static string SystemPrompt(Conversation conversation, bool hasSeveralPeople)
    {
        var prompt = $"You are the assistant in a conversation called \"{conversation.Title}\".";
        if (hasSeveralPeople)
            prompt += " Several people take part: each of their messages begins with the name of who wrote it. Do not begin yours with a name.";
        if (conversation.HiveMindGoal is { } goal)
            prompt += $" They work towards this goal: {goal}";
        return prompt;
    }
}
