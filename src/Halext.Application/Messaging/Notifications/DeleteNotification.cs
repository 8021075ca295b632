using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>Deletes a notification of the signed-in user.</summary>
public sealed record DeleteNotification(int Id) : ICommand;

internal sealed class DeleteNotificationHandler(IMessagingDb db, ICurrentUser user) : ICommandHandler<DeleteNotification>
{
    public async Task<Result<Done>> Handle(DeleteNotification request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var notification = await db.LockNotification(request.Id, user.Id).SingleOrDefaultAsync(ct);
        if (notification is null)
            return NotificationErrors.NotFound(request.Id);

        notification.Delete();
        db.Notifications.Remove(notification);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
