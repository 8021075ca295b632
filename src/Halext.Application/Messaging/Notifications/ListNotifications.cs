using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>The signed-in user's notifications, newest first.</summary>
/// <param name="UnreadOnly">Only those that were not read.</param>
/// <param name="Kind">Only those of this kind.</param>
/// <param name="Before">Continue behind the notification with this cursor, which need not exist any more.</param>
/// <param name="Limit">How many at the most.</param>
public sealed record ListNotifications(bool UnreadOnly = false, NotificationKind? Kind = null, long? Before = null, int Limit = ListNotifications.DefaultLimit)
    : IQuery<IReadOnlyList<NotificationDto>>
{
    public const int DefaultLimit = 50;
    public const int LimitMax = 100;
}

internal sealed class ListNotificationsValidator : AbstractValidator<ListNotifications>
{
    public ListNotificationsValidator() => RuleFor(x => x.Limit).IsPageSize(ListNotifications.LimitMax);
}

internal sealed class ListNotificationsHandler(IMessagingDb db, ICurrentUser user) : IQueryHandler<ListNotifications, IReadOnlyList<NotificationDto>>
{
    public async Task<Result<IReadOnlyList<NotificationDto>>> Handle(ListNotifications request, CancellationToken ct)
    {
        var notifications = db.Notifications.AsNoTracking().Where(n => n.UserId == user.Id);
        if (request.UnreadOnly)
            notifications = notifications.Where(n => n.ReadAt == null);
        if (request.Kind is { } kind)
            notifications = notifications.Where(n => n.Kind == kind);
        if (request.Before is { } before)
            notifications = notifications.Where(n => n.Position < before);
        return await notifications.OrderByDescending(n => n.Position).Take(request.Limit).Select(NotificationDto.Projection).ToListAsync(ct);
    }
}
