using System.Globalization;
using System.Text.Json;
using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Notifications;
using Halext.Application.Planner.Events;
using Halext.Domain.Messaging;
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
        var overrides = found.IsSeries ? await db.OverridesBetween([found], happened.Start, happened.Start.AddSeconds(1), ct) : [];
        var times = new EventReminderTimes(found, overrides.ToLookup(o => o.EventId));
        var now = clock.GetUtcNow();
        if (!times.AreWanted || times.At(happened.Start) is not { Occurrence: { } occurrence } time || time.Until <= now)
            return;

        var (title, location) = occurrence.Override is { } changed ? (changed.Title, changed.Location) : (found.Title, found.Location);
        var text = found.AllDay
            ? ReminderTexts.OfDate(title, time.Begin, now, TimeZones.Find(found.TimeZone))
            : ReminderTexts.OfEvent(title, time.Begin, now);
        var data = new
        {
            event_id = found.Id,
            occurrence_start = Text(occurrence.OriginalStart),
            start_time = Text(occurrence.Start),
            end_time = Text(occurrence.End),
        };
        await Notify(happened, [found.OwnerId, .. found.Shares.Select(s => s.UserId)], text, location, data, ct);
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
        await Notify(happened, [found.OwnerId], text, null, new { task_id = found.Id, due_date = Text(happened.Start) }, ct);
    }

    private Task Notify(ReminderDue happened, IEnumerable<int> people, string title, string? body, object data, CancellationToken ct) => sender.Follow(
        new Notify(
            [.. people.Select(id => new NotificationRecipient(id))], NotificationKind.Reminder, happened.Key, title, body,
            JsonSerializer.SerializeToElement(data)),
        ct);

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
