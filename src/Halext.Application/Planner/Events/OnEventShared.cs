using Halext.Application.Accounts.Users;
using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Notifications;
using Halext.Domain.Messaging;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

/// <summary>Tells whom an event was shared with.</summary>
internal sealed class OnEventShared(IPlannerDb db, ISender sender) : IReaction<EventShared>
{
    /// <summary>Leaves room for the rest of the sentence.</summary>
    private const int TitleMaxLength = 100;

    public async Task React(EventShared happened, CancellationToken ct)
    {
        // It may have been deleted, or taken back, in the meantime.
        var shared = await db.Events.AsNoTracking()
            .Where(e => e.Id == happened.EventId && e.Shares.Any(s => s.UserId == happened.UserId))
            .Select(e => new { e.OwnerId, e.Title })
            .FirstOrDefaultAsync(ct);
        if (shared is null)
            return;
        var names = await sender.Send(new NameUsers([shared.OwnerId]), ct);
        if (names.Failed || !names.Value.TryGetValue(shared.OwnerId, out var owner))
            return;

        await sender.Follow(
            Notify.One(
                happened.UserId,
                NotificationKind.System,
                EventNotificationKeys.Shared(happened.EventId),
                $"{NotificationText.Cut(owner, TitleMaxLength / 2)} shared “{NotificationText.Cut(shared.Title, TitleMaxLength)}” with you",
                null,
                new { event_id = happened.EventId }),
            ct);
    }
}

/// <summary>What notifications about events are called.</summary>
internal static class EventNotificationKeys
{
    /// <summary>That somebody shares it.</summary>
    public static string Shared(int eventId) => $"event:{eventId}:shared";
}
