using System.IO.Pipelines;
using Halext.Application.Planner.Events;
using Halext.Application.Planner.Feeds.ICalendar;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Feeds;

/// <summary>A calendar on its way out: rows come from the database as the bytes leave, so that its length costs no memory.</summary>
/// <param name="name">What calendar programs show it as.</param>
/// <param name="zones">The zones that its events use, with the year from which each has to be right.</param>
/// <param name="events">With their overrides.</param>
/// <param name="tasks">With their labels.</param>
public sealed class CalendarExport(
    string name, IReadOnlyDictionary<string, int> zones, IAsyncEnumerable<CalendarEvent> events, IAsyncEnumerable<TaskItem> tasks)
{
    private const int FlushBytes = 32 * 1024;

    /// <summary>Writes the whole of it.</summary>
    public async Task WriteTo(PipeWriter output, CancellationToken ct)
    {
        var writer = new CalendarWriter(output);
        writer.Begin("VCALENDAR");
        writer.Property("VERSION", "2.0");
        writer.Property("PRODID", "-//Halext//Halext//EN");
        writer.Property("CALSCALE", "GREGORIAN");
        writer.Text("X-WR-CALNAME", name);
        foreach (var (zone, year) in zones.OrderBy(z => z.Key, StringComparer.Ordinal))
            writer.TimeZone(TimeZones.Find(zone), year);
        await foreach (var one in events.WithCancellation(ct))
        {
            Write(writer, one);
            await FlushSometimes(output, ct);
        }

        await foreach (var task in tasks.WithCancellation(ct))
        {
            Write(writer, task);
            await FlushSometimes(output, ct);
        }

        writer.End();
        await output.FlushAsync(ct);
    }

    private static async ValueTask FlushSometimes(PipeWriter output, CancellationToken ct)
    {
        if (output.UnflushedBytes >= FlushBytes)
            await output.FlushAsync(ct);
    }

    private static void Write(CalendarWriter writer, CalendarEvent one)
    {
        writer.Begin("VEVENT");
        writer.Text("UID", one.Uid);
        WriteTimes(writer, one, one.StartTime, one.EndTime);
        if (CalendarTimes.RuleOf(one.Schedule) is { } rule)
            writer.Property("RRULE", rule);
        WriteDates(writer, "RDATE", one, one.RDates);
        WriteDates(writer, "EXDATE", one, one.ExDates);
        WriteTexts(writer, one.Title, one.Description, one.Location);
        ForeignProperties.Restore(writer, ForeignProperties.Parse(one.ForeignProperties));
        writer.End();

        foreach (var changed in one.Overrides.OrderBy(o => o.OriginalStart))
        {
            writer.Begin("VEVENT");
            writer.Text("UID", one.Uid);
            writer.Time("RECURRENCE-ID", CalendarTimes.ToCalendar(changed.OriginalStart, one.AllDay, one.TimeZone));
            WriteTimes(writer, one, changed.StartTime, changed.EndTime);
            WriteTexts(writer, changed.Title, changed.Description, changed.Location);
            ForeignProperties.Restore(writer, ForeignProperties.Parse(changed.ForeignProperties));
            writer.End();
        }
    }

    private static void WriteTimes(CalendarWriter writer, CalendarEvent one, DateTimeOffset start, DateTimeOffset end)
    {
        writer.Time("DTSTAMP", Instant.FromDateTimeOffset(one.UpdatedAt));
        var first = CalendarTimes.ToCalendar(start, one.AllDay, one.TimeZone);
        var last = CalendarTimes.ToCalendar(end, one.AllDay, first.Kind is CalendarTimeKind.Utc ? TimeZones.Utc : one.TimeZone);
        writer.Time("DTSTART", first);
        if (first.Kind == last.Kind)
            writer.Time("DTEND", last);
        else
            writer.Duration("DURATION", new CalendarDuration(0, (long)(end - start).TotalSeconds));
    }

    /// <summary>One line each, because a time that its zone has twice stands there in UTC.</summary>
    private static void WriteDates(CalendarWriter writer, string property, CalendarEvent one, IReadOnlyList<DateTimeOffset> dates)
    {
        foreach (var date in dates)
            writer.Time(property, CalendarTimes.ToCalendar(date, one.AllDay, one.TimeZone));
    }

    private static void WriteTexts(CalendarWriter writer, string title, string? description, string? location)
    {
        writer.Text("SUMMARY", title);
        if (description is not null)
            writer.Text("DESCRIPTION", description);
        if (location is not null)
            writer.Text("LOCATION", location);
    }

    private static void Write(CalendarWriter writer, TaskItem task)
    {
        writer.Begin("VTODO");
        writer.Text("UID", task.Uid);
        writer.Time("DTSTAMP", Instant.FromDateTimeOffset(task.CompletedAt ?? task.CreatedAt));
        var foreign = ForeignProperties.Parse(task.ForeignProperties);
        if (task.DueDate is { } due)
        {
            // Midnight in UTC is how clients send a date; but beside a start with a time it is one, too.
            var isDate = due.UtcDateTime.TimeOfDay == TimeSpan.Zero && foreign?.First("DTSTART")?.Value.Contains('T', StringComparison.Ordinal) != true;
            writer.Time("DUE", CalendarTimes.ToCalendar(due, isDate, TimeZones.Utc));
        }

        WriteTexts(writer, task.Title, task.Description, location: null);
        if (task.Labels.Count > 0)
            writer.TextList("CATEGORIES", task.Labels.Select(l => l.Name).Order(StringComparer.Ordinal));
        if (task.CompletedAt is { } completed)
        {
            writer.Property("STATUS", "COMPLETED");
            writer.Time("COMPLETED", Instant.FromDateTimeOffset(completed));
            ForeignProperties.Restore(writer, foreign, "STATUS", "PERCENT-COMPLETE");
        }
        else
        {
            ForeignProperties.Restore(writer, foreign);
        }

        writer.End();
    }
}
