using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>Notes that the signed-in user has read a notification. Doing so twice is no mistake.</summary>
public sealed record MarkNotificationRead(int Id) : ICommand;

internal sealed class MarkNotificationReadHandler(IMessagingDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<MarkNotificationRead>
{
    public async Task<Result<Done>> Handle(MarkNotificationRead request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var notification = await db.LockNotification(request.Id, user.Id).SingleOrDefaultAsync(ct);
        if (notification is null)
            return NotificationErrors.NotFound(request.Id);

        notification.Read(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
