using System.Globalization;
using System.Text.Json;
using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Notifications;
using Halext.Application.Planner.Events;
using Halext.Domain.Messaging;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Reminders;

/// <summary>What people get when it is time.</summary>
internal static class ReminderNotifications
{
    /// <summary>Reminds people of what an event has at one instant, unless that is nothing or it is too late for it.</summary>
    public static Task RemindOf(
        this ISender sender, CalendarEvent one, ReminderTime? time, IEnumerable<int> people, DateTimeOffset now, CancellationToken ct)
    {
        if (time is not { Occurrence: { } occurrence } || time.Until <= now)
            return Task.CompletedTask;

        var (title, location) = occurrence.Override is { } changed ? (changed.Title, changed.Location) : (one.Title, one.Location);
        var text = one.AllDay
            ? ReminderTexts.OfDate(title, time.Begin, now, TimeZones.Find(one.TimeZone))
            : ReminderTexts.OfEvent(title, time.Begin, now);
        var data = new
        {
            event_id = one.Id,
            occurrence_start = Text(occurrence.OriginalStart),
            start_time = Text(occurrence.Start),
            end_time = Text(occurrence.End),
        };
        return sender.Remind(ReminderEvent.KeyOf(ReminderSubject.Event, one.Id, time.Start), people, text, location, data, ct);
    }

    public static Task Remind(
        this ISender sender, string key, IEnumerable<int> people, string title, string? body, object data, CancellationToken ct) => sender.Follow(
        new Notify(
            [.. people.Select(id => new NotificationRecipient(id))], NotificationKind.Reminder, key, title, body, JsonSerializer.SerializeToElement(data)),
        ct);

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
