using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

/// <summary>Something that has happened in a conversation; in the order in which it happened there.</summary>
public abstract record ConversationEvent(int ConversationId) : IDomainEvent
{
    public string Stream => $"conversation:{ConversationId}";
}

/// <param name="AuthorId">Null when the assistant wrote it.</param>
public sealed record MessagePosted(int ConversationId, int MessageId, int? AuthorId) : ConversationEvent(ConversationId);

public sealed record MessageEdited(int ConversationId, int MessageId) : ConversationEvent(ConversationId);

public sealed record MessageDeleted(int ConversationId, int MessageId) : ConversationEvent(ConversationId);

/// <param name="IsAdded">Whether it was added or taken back.</param>
public sealed record ReactionChanged(int ConversationId, int MessageId, int UserId, string Emoji, bool IsAdded) : ConversationEvent(ConversationId);

/// <summary>Its title, settings, goal or owner changed.</summary>
public sealed record ConversationChanged(int ConversationId) : ConversationEvent(ConversationId);

public sealed record ConversationDeleted(int ConversationId) : ConversationEvent(ConversationId);

public sealed record ParticipantAdded(int ConversationId, int UserId) : ConversationEvent(ConversationId);

/// <summary>Left, or was taken out.</summary>
public sealed record ParticipantRemoved(int ConversationId, int UserId) : ConversationEvent(ConversationId);

/// <param name="MessageId">The newest message that the person has read.</param>
public sealed record MessagesRead(int ConversationId, int UserId, int MessageId) : ConversationEvent(ConversationId);
