using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>Marks what somebody was told of a conversation as read, when they have read the message that it tells of. Internal: reading sends it.</summary>
[Public]
internal sealed record ReadConversationNotification(int ConversationId, int UserId) : ICommand;

internal sealed class ReadConversationNotificationHandler(IMessagingDb db, TimeProvider clock) : ICommandHandler<ReadConversationNotification>
{
    public async Task<Result<Done>> Handle(ReadConversationNotification request, CancellationToken ct)
    {
        var readCount = await db.Participants
            .Where(p => p.ConversationId == request.ConversationId && p.UserId == request.UserId)
            .Select(p => p.ReadCount)
            .FirstOrDefaultAsync(ct);
        await using var transaction = await db.BeginTransactionAsync(ct);
        var told = await db.LockNotifications(NotificationKeys.Messages(request.ConversationId), [request.UserId]).SingleOrDefaultAsync(ct);
        if (told is null || told.Revision > readCount)
            return Done.Result;

        told.Read(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
