using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

/// <summary>Somebody who takes part in a conversation.</summary>
public sealed class ConversationParticipant : EventSource
{
    internal ConversationParticipant(int userId, int readCount, DateTimeOffset joinedAt) =>
        (UserId, ReadCount, JoinedAt) = (userId, readCount, joinedAt);

    public int ConversationId { get; private set; }

    public int UserId { get; private set; }

    /// <summary>The <see cref="ChatMessage.Number"/> of the newest message that they have read, so that nothing has to be counted.</summary>
    public int ReadCount { get; private set; }

    public DateTimeOffset JoinedAt { get; private set; }

    /// <summary>Notes that they have read a message and all before it. Reading an older one afterwards changes nothing.</summary>
    public void Read(int number, int messageId)
    {
        if (number <= ReadCount)
            return;
        ReadCount = number;
        Raise(() => new MessagesRead(ConversationId, UserId, messageId));
    }

    /// <summary>Whoever writes has read what is there; that needs no receipt.</summary>
    internal void Wrote(int number) => ReadCount = number;
}
