using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Planner.Events;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Reminders;

/// <summary>Tells an event's people, or a task's owner, that it is near; as it is now, and only if it still is.</summary>
internal sealed class OnReminderDue(IPlannerDb db, ISender sender, TimeProvider clock) : IReaction<ReminderDue>
{
    public Task React(ReminderDue happened, CancellationToken ct) =>
        happened.Subject is ReminderSubject.Event ? RemindOfEvent(happened, ct) : RemindOfTask(happened, ct);

    private async Task RemindOfEvent(ReminderDue happened, CancellationToken ct)
    {
        var found = await db.Events.AsNoTracking().Include(e => e.Shares).FirstOrDefaultAsync(e => e.Id == happened.SubjectId, ct);
        if (found is null)
            return;
        var overrides = await db.OverridesBetween(found.IsSeries ? [found] : [], happened.Start, happened.Start.Plus(TimeSpan.FromSeconds(1)), ct);
        var times = new EventReminderTimes(found, overrides.ToLookup(o => o.EventId));
        if (times.AreWanted)
            await sender.RemindOf(found, times.At(happened.Start), [found.OwnerId, .. found.Shares.Select(s => s.UserId)], clock.GetUtcNow(), ct);
    }

    private async Task RemindOfTask(ReminderDue happened, CancellationToken ct)
    {
        var found = await db.Tasks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == happened.SubjectId, ct);
        if (found is null)
            return;
        var times = new TaskReminderTimes(found);
        var now = clock.GetUtcNow();
        if (!times.AreWanted || times.At(happened.Start) is not { } time || time.Until <= now)
            return;

        var text = TaskReminderTimes.IsDate(happened.Start)
            ? ReminderTexts.OfDueDate(found.Title, time.Begin, now)
            : ReminderTexts.OfTask(found.Title, time.Begin, now);
        await sender.Remind(
            happened.Key, [found.OwnerId], text, null, new { task_id = found.Id, due_date = ReminderNotifications.Text(happened.Start) }, ct);
    }
}
