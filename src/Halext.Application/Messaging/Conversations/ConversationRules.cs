using FluentValidation;
using Halext.Domain.Accounts;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

internal static class ConversationRules
{
    public static void IsConversationTitle<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(Conversation.TitleMaxLength);

    public static void IsModelId<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(Conversation.ModelMaxLength);

    public static void IsSystemPrompt<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(Conversation.SystemPromptMaxLength);

    public static IRuleBuilderOptions<T, string> IsParticipantName<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().MaximumLength(User.EmailMaxLength);

    public static void AreParticipantNames<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) =>
        rule.Must(names => names is null || names.Count <= Conversation.ParticipantsMax)
            .WithMessage($"A conversation has at most {Conversation.ParticipantsMax} participants.")
            .Must(names => names is null || names.All(n => !string.IsNullOrWhiteSpace(n) && n.Length <= User.EmailMaxLength))
            .WithMessage("{PropertyName} holds user names.");
}
