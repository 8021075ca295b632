using Halext.Application.Assistant;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Generations;

/// <summary>An answer that the assistant is writing or has written.</summary>
/// <param name="Id">Its name.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="QuestionId">The message that it answers.</param>
/// <param name="State">How far it is.</param>
/// <param name="Content">What is written so far; the same as the message's content once it has ended well.</param>
/// <param name="Message">The answer, once it is a message.</param>
/// <param name="Usage">What it took, once it has ended.</param>
/// <param name="StartedAt">When it was begun.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record GenerationDto(
    Guid Id, int ConversationId, int QuestionId, GenerationState State, string Content, ChatMessageDto? Message, ModelUsage? Usage,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt);

/// <summary>A generation began or ended; pushed to the conversation.</summary>
public sealed record GenerationChangedDto(Guid GenerationId, int ConversationId, int QuestionId, GenerationState State);

/// <summary>A piece of an answer; pushed to the conversation.</summary>
/// <param name="GenerationId">Of which.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="Start">How many characters (UTF-16) stand before it: whoever has another number has missed something.</param>
/// <param name="Text">What it adds.</param>
public sealed record MessageDeltaDto(Guid GenerationId, int ConversationId, int Start, string Text);

internal static class GenerationEvents
{
    public const string Changed = "generation";
    public const string Delta = "message_delta";
}
