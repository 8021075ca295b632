using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Messages;

/// <summary>A message that was emptied.</summary>
public sealed record MessageDeletedDto(int ConversationId, int MessageId);

/// <summary>An emoji that somebody set or took back.</summary>
public sealed record ReactionChangedDto(int ConversationId, int MessageId, int UserId, string Emoji, bool IsAdded);

/// <summary>How far somebody has read.</summary>
public sealed record ReadReceiptDto(int ConversationId, int UserId, int LastReadMessageId);

internal sealed class OnMessagePosted(ISender sender, IRealtime realtime) : IReaction<MessagePosted>
{
    public Task React(MessagePosted happened, CancellationToken ct) => realtime.PushMessage(sender, happened.ConversationId, "message", happened.MessageId, ct);
}

internal sealed class OnMessageEdited(ISender sender, IRealtime realtime) : IReaction<MessageEdited>
{
    public Task React(MessageEdited happened, CancellationToken ct) =>
        realtime.PushMessage(sender, happened.ConversationId, "message_updated", happened.MessageId, ct);
}

internal sealed class OnMessageDeleted(IRealtime realtime) : IReaction<MessageDeleted>
{
    public Task React(MessageDeleted happened, CancellationToken ct) => realtime.Publish(
        Topics.Conversation(happened.ConversationId), "message_deleted", new MessageDeletedDto(happened.ConversationId, happened.MessageId), ct);
}

internal sealed class OnReactionChanged(IRealtime realtime) : IReaction<ReactionChanged>
{
    public Task React(ReactionChanged happened, CancellationToken ct) => realtime.Publish(
        Topics.Conversation(happened.ConversationId),
        "reaction",
        new ReactionChangedDto(happened.ConversationId, happened.MessageId, happened.UserId, happened.Emoji, happened.IsAdded),
        ct);
}

internal sealed class OnMessagesRead(IRealtime realtime) : IReaction<MessagesRead>
{
    public Task React(MessagesRead happened, CancellationToken ct) => realtime.Publish(
        Topics.Conversation(happened.ConversationId), "read", new ReadReceiptDto(happened.ConversationId, happened.UserId, happened.MessageId), ct);
}

internal static class MessagePushes
{
    /// <summary>Pushes a message as it is now; nothing when it went with its conversation.</summary>
    public static async Task PushMessage(this IRealtime realtime, ISender sender, int conversationId, string type, int messageId, CancellationToken ct)
    {
        var message = await sender.Send(new DescribeMessage(messageId), ct);
        if (!message.Failed)
            await realtime.Publish(Topics.Conversation(conversationId), type, message.Value, ct);
    }
}
