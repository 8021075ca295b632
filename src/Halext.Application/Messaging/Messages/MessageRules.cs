using FluentValidation;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Messages;

internal static class MessageRules
{
    /// <summary>How many messages one answer holds when the client does not say.</summary>
    public const int PageSize = 50;

    public static void IsMessageContent<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(ChatMessage.ContentMaxLength);

    public static void IsModelUsed<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(Conversation.ModelMaxLength);

    public static void IsClientMessageId<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(ChatMessage.ClientMessageIdMaxLength);

    public static void IsEmoji<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().MaximumLength(ChatMessage.EmojiMaxLength)
            .Must(emoji => emoji is null || !emoji.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))).WithMessage("{PropertyName} is an emoji.");
}
