using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

internal sealed class OnMessagePosted(ISender sender) : IReaction<MessagePosted>
{
    public async Task React(MessagePosted happened, CancellationToken ct)
    {
        // Whoever writes has read what was there.
        if (happened.AuthorId is { } authorId)
            await sender.Follow(new ReadConversationNotification(happened.ConversationId, authorId), ct);
        await sender.Follow(new NotifyOfMessages(happened.ConversationId), ct);
    }
}

internal sealed class OnMessageEdited(ISender sender) : IReaction<MessageEdited>
{
    public Task React(MessageEdited happened, CancellationToken ct) =>
        sender.Follow(new CorrectNotifications(happened.ConversationId, happened.MessageId), ct);
}

internal sealed class OnMessageDeleted(ISender sender) : IReaction<MessageDeleted>
{
    public Task React(MessageDeleted happened, CancellationToken ct) =>
        sender.Follow(new CorrectNotifications(happened.ConversationId, happened.MessageId), ct);
}

internal sealed class OnMessagesRead(ISender sender) : IReaction<MessagesRead>
{
    public Task React(MessagesRead happened, CancellationToken ct) =>
        sender.Follow(new ReadConversationNotification(happened.ConversationId, happened.UserId), ct);
}

internal sealed class OnParticipantAdded(IMessagingDb db, ISender sender) : IReaction<ParticipantAdded>
{
    public async Task React(ParticipantAdded happened, CancellationToken ct)
    {
        var title = await db.Conversations
            .Where(c => c.Id == happened.ConversationId && c.Participants.Any(p => p.UserId == happened.UserId))
            .Select(c => c.Title)
            .FirstOrDefaultAsync(ct);

        // They, or the conversation, may have gone again.
        if (title is null)
            return;
        await sender.Follow(
            Notify.One(
                happened.UserId,
                NotificationKind.System,
                NotificationKeys.Joined(happened.ConversationId),
                $"You were added to “{title}”",
                null,
                new { conversation_id = happened.ConversationId }),
            ct);
    }
}

internal sealed class OnParticipantRemoved(ISender sender) : IReaction<ParticipantRemoved>
{
    public async Task React(ParticipantRemoved happened, CancellationToken ct)
    {
        await sender.Follow(new WithdrawNotifications(NotificationKeys.Messages(happened.ConversationId), happened.UserId), ct);
        await sender.Follow(new WithdrawNotifications(NotificationKeys.Joined(happened.ConversationId), happened.UserId), ct);
    }
}

internal sealed class OnConversationDeleted(ISender sender) : IReaction<ConversationDeleted>
{
    public async Task React(ConversationDeleted happened, CancellationToken ct)
    {
        await sender.Follow(new WithdrawNotifications(NotificationKeys.Messages(happened.ConversationId)), ct);
        await sender.Follow(new WithdrawNotifications(NotificationKeys.Joined(happened.ConversationId)), ct);
    }
}
