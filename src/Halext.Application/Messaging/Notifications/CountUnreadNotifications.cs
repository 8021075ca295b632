using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>How many notifications the signed-in user has not read.</summary>
public sealed record CountUnreadNotifications : IQuery<UnreadCountDto>;

/// <summary>Unread notifications.</summary>
public sealed record UnreadCountDto(int Count);

internal sealed class CountUnreadNotificationsHandler(IMessagingDb db, ICurrentUser user) : IQueryHandler<CountUnreadNotifications, UnreadCountDto>
{
    public async Task<Result<UnreadCountDto>> Handle(CountUnreadNotifications request, CancellationToken ct) =>
        new UnreadCountDto(await db.CountUnread(user.Id, ct));
}

internal static class UnreadNotifications
{
    /// <summary>More are not kept, so there is no need to look at more.</summary>
    public static Task<int> CountUnread(this IMessagingDb db, int userId, CancellationToken ct) =>
        db.Notifications.Where(n => n.UserId == userId && n.ReadAt == null).Take(Notification.KeptMax).CountAsync(ct);
}
