using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>Makes notifications say what a message says now, so that what was deleted or changed is not kept there. Internal: changing messages sends it.</summary>
[Public]
internal sealed record CorrectNotifications(int ConversationId, int MessageId) : ICommand;

internal sealed class CorrectNotificationsHandler(IMessagingDb db) : ICommandHandler<CorrectNotifications>
{
    private const string Deleted = "This message was deleted.";

    public async Task<Result<Done>> Handle(CorrectNotifications request, CancellationToken ct)
    {
        var message = await db.Messages.AsNoTracking()
            .Where(m => m.Id == request.MessageId)
            .Select(m => new { m.Number, m.Content, m.DeletedAt })
            .FirstOrDefaultAsync(ct);
        if (message is null)
            return Done.Result;

        await using var transaction = await db.BeginTransactionAsync(ct);
        var told = await db.LockNotifications(NotificationKeys.Messages(request.ConversationId)).ToListAsync(ct);
        foreach (var notification in told.Where(n => n.Revision == message.Number))
            notification.Correct(message.DeletedAt is null ? message.Content : Deleted);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
