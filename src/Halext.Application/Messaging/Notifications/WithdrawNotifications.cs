using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>Deletes what one person, or everybody, was told under a key: it stands for nothing any more. Internal: what ends sends it.</summary>
[Public]
internal sealed record WithdrawNotifications(string Key, int? UserId = null) : ICommand;

internal sealed class WithdrawNotificationsValidator : AbstractValidator<WithdrawNotifications>
{
    public WithdrawNotificationsValidator() => RuleFor(x => x.Key).NotEmpty().MaximumLength(Notification.KeyMaxLength);
}

internal sealed class WithdrawNotificationsHandler(IMessagingDb db) : ICommandHandler<WithdrawNotifications>
{
    public async Task<Result<Done>> Handle(WithdrawNotifications request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var told = request.UserId is { } userId ? db.LockNotifications(request.Key, [userId]) : db.LockNotifications(request.Key);
        foreach (var notification in await told.ToListAsync(ct))
        {
            notification.Delete();
            db.Notifications.Remove(notification);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
