using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Notifications;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Reminders;

/// <summary>Takes a reminder back: it was moved, done, left out or deleted.</summary>
internal sealed class OnReminderVoid(ISender sender) : IReaction<ReminderVoid>
{
    public Task React(ReminderVoid happened, CancellationToken ct) => sender.Follow(new WithdrawNotifications(happened.Key), ct);
}
