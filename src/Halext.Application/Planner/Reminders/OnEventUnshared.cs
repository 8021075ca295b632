using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Notifications;
using Halext.Application.Planner.Events;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Reminders;

/// <summary>Takes back what somebody was told of an event that they do not see any more.</summary>
internal sealed class OnEventUnshared(IPlannerDb db, ISender sender) : IReaction<EventUnshared>
{
    public async Task React(EventUnshared happened, CancellationToken ct)
    {
        // It may be shared with them again.
        if (await db.EventShares.AnyAsync(s => s.EventId == happened.EventId && s.UserId == happened.UserId, ct))
            return;
        var reminder = await db.Reminders.AsNoTracking()
            .FirstOrDefaultAsync(r => r.Subject == ReminderSubject.Event && r.SubjectId == happened.EventId, ct);
        foreach (var start in reminder?.Told ?? [])
            await sender.Follow(new WithdrawNotifications(ReminderEvent.KeyOf(ReminderSubject.Event, happened.EventId, start), happened.UserId), ct);
        await sender.Follow(new WithdrawNotifications(EventNotificationKeys.Shared(happened.EventId), happened.UserId), ct);
    }
}
