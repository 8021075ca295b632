using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Notifications;
using Halext.Domain.Messaging;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Messaging.Notifications;

internal sealed class NotificationEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var notifications = app.MapGroup("/notifications").WithTags("Notifications");
        notifications.MapGet("/", ListNotifications);
        notifications.MapGet("/unread-count", CountUnreadNotifications);
        notifications.MapPost("/read-all", MarkAllNotificationsRead);
        notifications.MapGet("/preferences", GetNotificationPreferences);
        notifications.MapPut("/preferences", SetNotificationPreferences);
        notifications.MapPost("/{id:int}/read", MarkNotificationRead);
        notifications.MapDelete("/{id:int}", DeleteNotification);
    }

    private static Task<OkReply<IReadOnlyList<NotificationDto>>> ListNotifications(
        ISender sender,
        CancellationToken ct,
        [FromQuery(Name = "unread_only")] Flag? unreadOnly = null,
        Choice<NotificationKind>? kind = null,
        long? before = null,
        int limit = Application.Messaging.Notifications.ListNotifications.DefaultLimit) =>
        sender.Send(new ListNotifications(unreadOnly?.Value ?? false, kind?.Value, before, limit), ct).ToOk();

    private static Task<OkReply<UnreadCountDto>> CountUnreadNotifications(ISender sender, CancellationToken ct) =>
        sender.Send(new CountUnreadNotifications(), ct).ToOk();

    private static Task<NoContentReply> MarkNotificationRead(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new MarkNotificationRead(id), ct).ToNoContent();

    private static Task<NoContentReply> MarkAllNotificationsRead(ISender sender, CancellationToken ct) =>
        sender.Send(new MarkAllNotificationsRead(), ct).ToNoContent();

    private static Task<NoContentReply> DeleteNotification(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new DeleteNotification(id), ct).ToNoContent();

    private static Task<OkReply<NotificationPreferencesDto>> GetNotificationPreferences(ISender sender, CancellationToken ct) =>
        sender.Send(new GetNotificationPreferences(), ct).ToOk();

    private static Task<OkReply<NotificationPreferencesDto>> SetNotificationPreferences(SetNotificationPreferences body, ISender sender, CancellationToken ct) =>
        sender.Send(body, ct).ToOk();
}
