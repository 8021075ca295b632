using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>Notes that the signed-in user has read all their notifications. What comes meanwhile stays unread.</summary>
public sealed record MarkAllNotificationsRead : ICommand;

internal sealed class MarkAllNotificationsReadHandler(IMessagingDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<MarkAllNotificationsRead>
{
    public async Task<Result<Done>> Handle(MarkAllNotificationsRead request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.BeginTransactionAsync(ct);
        var newest = await db.LockNewestUnread(user.Id).SingleOrDefaultAsync(ct);
        if (newest is null)
            return Done.Result;

        await db.Notifications
            .Where(n => n.UserId == user.Id && n.ReadAt == null && n.Position < newest.Position)
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), ct);
        newest.ReadWithOlder(now);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
