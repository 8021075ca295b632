using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Planner.Events;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Reminders;

/// <summary>
/// Tells a new guest what the others were told before, as far as it is not too late. Who comes while a reminder is on its way may be told by
/// both: it has the same key.
/// </summary>
internal sealed class OnEventSharedLate(IPlannerDb db, ISender sender, TimeProvider clock) : IReaction<EventShared>
{
    /// <summary>The nearest ones: of a series of minutes nobody wants to hear a thousand times.</summary>
    private const int OccurrencesMax = 10;

    public async Task React(EventShared happened, CancellationToken ct)
    {
        var reminder = await db.Reminders.AsNoTracking()
            .FirstOrDefaultAsync(r => r.Subject == ReminderSubject.Event && r.SubjectId == happened.EventId, ct);
        if (reminder is not { Told: [var first, ..] and [.., var last] })
            return;
        var found = await db.Events.AsNoTracking()
            .FirstOrDefaultAsync(e => e.Id == happened.EventId && e.Shares.Any(s => s.UserId == happened.UserId), ct);
        if (found is null)
            return;
        var overrides = await db.OverridesBetween(found.IsSeries ? [found] : [], first, last.Plus(TimeSpan.FromSeconds(1)), ct);
        var times = new EventReminderTimes(found, overrides.ToLookup(o => o.EventId));
        if (!times.AreWanted)
            return;

        var now = clock.GetUtcNow();
        var nearest = reminder.Told.Select(times.At).OfType<ReminderTime>()
            .Where(t => t.Until > now)
            .OrderBy(t => (t.Begin - now).Duration())
            .Take(OccurrencesMax)
            .OrderBy(t => t.Begin);
        foreach (var time in nearest)
            await sender.RemindOf(found, time, [happened.UserId], now, ct);
    }
}
