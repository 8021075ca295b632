using System.Diagnostics.CodeAnalysis;
using Halext.Application.Common.Events;
using Halext.Application.Common.Realtime;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>A notification as it is pushed.</summary>
public sealed record PushedNotificationDto : NotificationDto
{
    [SetsRequiredMembers]
    public PushedNotificationDto(NotificationDto notification, bool silent, int unreadCount)
        : base(notification) => (Silent, UnreadCount) = (silent, unreadCount);

    /// <summary>Whether to show it without sound or banner: it was made within quiet hours, or only corrects one that was shown.</summary>
    public bool Silent { get; }

    /// <summary>How many are unread now, for the badge.</summary>
    public int UnreadCount { get; }
}

/// <summary>Notifications that another device has read.</summary>
/// <param name="Ids">Which.</param>
/// <param name="All">Whether all were read whose cursor is at most <paramref name="UpTo"/>; then no ids are named.</param>
/// <param name="UpTo">See <paramref name="All"/>.</param>
/// <param name="UnreadCount">How many are unread now, for the badge.</param>
public sealed record NotificationsReadDto(IReadOnlyList<int> Ids, bool All, long? UpTo, int UnreadCount);

/// <summary>A notification that is gone.</summary>
/// <param name="Ids">Which.</param>
/// <param name="UnreadCount">How many are unread now, for the badge.</param>
public sealed record NotificationsDeletedDto(IReadOnlyList<int> Ids, int UnreadCount);

internal sealed class OnNotificationMade(IMessagingDb db, IRealtime realtime) : IReaction<NotificationMade>
{
    public async Task React(NotificationMade happened, CancellationToken ct)
    {
        // As it is now; nothing when it is gone already.
        var notification = await db.Notifications.AsNoTracking()
            .Where(n => n.Id == happened.NotificationId && n.UserId == happened.UserId)
            .Select(NotificationDto.Projection)
            .FirstOrDefaultAsync(ct);
        if (notification is null)
            return;
        var pushed = new PushedNotificationDto(notification, happened.IsSilent, await db.CountUnread(happened.UserId, ct));
        await realtime.Publish(Topics.User(happened.UserId), "notification", pushed, ct);
    }
}

internal sealed class OnNotificationRead(IMessagingDb db, IRealtime realtime) : IReaction<NotificationRead>
{
    public async Task React(NotificationRead happened, CancellationToken ct) => await realtime.Publish(
        Topics.User(happened.UserId),
        "notification_read",
        new NotificationsReadDto([happened.NotificationId], false, null, await db.CountUnread(happened.UserId, ct)),
        ct);
}

internal sealed class OnAllNotificationsRead(IMessagingDb db, IRealtime realtime) : IReaction<AllNotificationsRead>
{
    public async Task React(AllNotificationsRead happened, CancellationToken ct) => await realtime.Publish(
        Topics.User(happened.UserId), "notification_read", new NotificationsReadDto([], true, happened.UpTo, await db.CountUnread(happened.UserId, ct)), ct);
}

internal sealed class OnNotificationDeleted(IMessagingDb db, IRealtime realtime) : IReaction<NotificationDeleted>
{
    public async Task React(NotificationDeleted happened, CancellationToken ct) => await realtime.Publish(
        Topics.User(happened.UserId),
        "notification_deleted",
        new NotificationsDeletedDto([happened.NotificationId], await db.CountUnread(happened.UserId, ct)),
        ct);
}
