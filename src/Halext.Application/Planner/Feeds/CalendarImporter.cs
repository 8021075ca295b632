using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Halext.Application.Planner.Events;
using Halext.Application.Planner.Feeds.ICalendar;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.Application.Planner.Feeds;

/// <summary>Turns the components of a file into plans. One that cannot be understood becomes an error and harms no other.</summary>
internal sealed class CalendarImporter
{
    private static readonly HashSet<string> OursInEvents =
    [
        "UID", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID",
    ];

    private static readonly HashSet<string> OursInTasks = ["UID", "DTSTAMP", "LAST-MODIFIED", "SUMMARY", "DESCRIPTION", "DUE", "CATEGORIES", "COMPLETED"];

    private static readonly string[] TouchedBy = ["LAST-MODIFIED", "DTSTAMP", "CREATED"];

    private readonly CalendarZones _zones;
    private readonly string _defaultZone;
    private readonly ImportPlans _plans = new();

    private CalendarImporter(CalendarZones zones, string defaultZone) => (_zones, _defaultZone) = (zones, defaultZone);

    /// <summary>Reads every calendar of a document.</summary>
    /// <param name="document">As it was read.</param>
    /// <param name="floatingZone">The zone that times without one are meant in, unless the calendar says (X-WR-TIMEZONE).</param>
    /// <param name="ct">Asked before every component.</param>
    public static ImportPlans Read(CalendarDocument document, string floatingZone, CancellationToken ct)
    {
        var zones = new CalendarZones(document.Calendars);
        var all = new ImportPlans();
        all.Errors.AddRange(document.Problems.Select(p => new ImportErrorDto("VCALENDAR", null, p.Line, p.Message)));
        foreach (var calendar in document.Calendars)
        {
            var named = calendar.First("X-WR-TIMEZONE") is { } property ? CalendarZones.ByName(property.Text)?.Id : null;
            var importer = new CalendarImporter(zones, named ?? floatingZone);
            importer.Add(calendar, ct);
            all.Events.AddRange(importer._plans.Events);
            all.Overrides.AddRange(importer._plans.Overrides);
            all.Tasks.AddRange(importer._plans.Tasks);
            all.Errors.AddRange(importer._plans.Errors);
            all.Skipped += importer._plans.Skipped;
        }

        return all;
    }

    private void Add(CalendarComponent calendar, CancellationToken ct)
    {
        _plans.Errors.AddRange(calendar.Problems.Select(p => new ImportErrorDto(calendar.Name, null, p.Line, p.Message)));
        foreach (var component in calendar.Components)
        {
            ct.ThrowIfCancellationRequested();
            switch (component.Name)
            {
                case "VEVENT":
                    AddEvent(component);
                    break;
                case "VTODO":
                    AddTask(component);
                    break;
                case "VTIMEZONE":
                    break;
                default:
                    _plans.Skipped++;
                    break;
            }
        }
    }

    private void AddEvent(CalendarComponent component)
    {
        var uid = UidOf(component);
        if (!TryReadEvent(component, uid, out var plan, out var start, out var problem))
        {
            Fail(component, uid, problem);
            return;
        }

        if (component.First("RECURRENCE-ID") is not { } recurrenceId)
        {
            _plans.Events.Add(plan);
            return;
        }

        if (recurrenceId.Parameter("RANGE") is not null)
            Fail(component, uid, "Changes of all following occurrences (RANGE=THISANDFUTURE) can not be imported.");
        else if (!CalendarValues.TryTime(recurrenceId, out var time, out problem) || !TryInstant(time, out var originalStart, out problem))
            Fail(component, uid, problem);
        else
            _plans.Overrides.Add(new OverridePlan(originalStart, time.Kind is CalendarTimeKind.Date, IsCancelled(component), plan));
    }

    private bool TryReadEvent(
        CalendarComponent component, string uid, [NotNullWhen(true)] out EventPlan? plan, out CalendarTime start, [NotNullWhen(false)] out string? problem)
    {
        plan = null;
        start = default;
        if (component.Problems is [var first, ..])
        {
            problem = first.Message;
            return false;
        }

        if (component.First("DTSTART") is not { } dtStart)
        {
            problem = "It has no start (DTSTART).";
            return false;
        }

        if (!CalendarValues.TryTime(dtStart, out start, out problem) || !TryInstant(start, out var startTime, out problem)
            || !TryEnd(component, start, startTime, out var endTime, out problem) || !TryRule(component, out var rule, out problem))
            return false;

        var allDay = start.Kind is CalendarTimeKind.Date;
        var zone = allDay ? TimeZones.Utc : ZoneOf(start).Id;
        var schedule = EventRules.IsWithinCalendar(startTime) && EventRules.IsWithinCalendar(endTime)
            ? Scheduling.Plan(startTime, endTime, allDay, zone, rule)
            : Domain.Common.Error.Invalid("It lies too far in the past or future.");
        if (schedule.Failed)
        {
            problem = schedule.Error.Message;
            return false;
        }

        if (!TryDates(component, "EXDATE", start, out var exDates, out problem) || !TryDates(component, "RDATE", start, out var rDates, out problem)
            || !TryTexts(component, CalendarEvent.TitleMaxLength, CalendarEvent.DescriptionMaxLength, out var title, out var description, out problem))
            return false;
        var location = component.First("LOCATION")?.Text;
        if (location?.Length > CalendarEvent.LocationMaxLength)
        {
            problem = $"Its LOCATION has more than {CalendarEvent.LocationMaxLength} characters.";
            return false;
        }

        plan = new EventPlan(
            uid, component.Line, SequenceOf(component), title, description, location, schedule.Value, exDates, rDates, Foreign(component, uid, OursInEvents));
        return true;
    }

    private void AddTask(CalendarComponent component)
    {
        var uid = UidOf(component);
        var due = default(DateTimeOffset?);
        var completed = default(DateTimeOffset?);
        var problem = component.Problems is [var first, ..] ? first.Message : null;
        if (problem is not null
            || !TryOptionalTime(component, "DUE", out due, out problem)
            || !TryOptionalTime(component, "COMPLETED", out completed, out problem)
            || !TryTexts(component, TaskItem.TitleMaxLength, TaskItem.DescriptionMaxLength, out var title, out var description, out problem)
            || !TryLabels(component, out var labels, out problem))
        {
            Fail(component, uid, problem);
            return;
        }

        // What is done without a word when counts as done when it was last touched; and what is undone has no such time.
        var isDone = component.First("STATUS") is { } status ? status.Text.Equals("COMPLETED", StringComparison.OrdinalIgnoreCase) : completed is not null;
        var completedAt = isDone ? completed ?? Touched(component) : null;
        var foreign = Foreign(component, uid, OursInTasks, isDone ? ["STATUS", "PERCENT-COMPLETE"] : []);
        _plans.Tasks.Add(new TaskPlan(uid, component.Line, SequenceOf(component), title, description, due, completedAt, labels, foreign));
    }

    private bool TryEnd(
        CalendarComponent component, CalendarTime start, DateTimeOffset startTime, out DateTimeOffset endTime, [NotNullWhen(false)] out string? problem)
    {
        endTime = startTime;
        problem = null;
        if (component.First("DTEND") is { } dtEnd)
        {
            if (!CalendarValues.TryTime(dtEnd, out var end, out problem) || !TryInstant(end, out endTime, out problem))
                return false;
        }
        else if (component.First("DURATION") is { } property)
        {
            if (!CalendarValues.TryDuration(property.Value, out var duration, out problem))
                return false;
            var local = start.Local.PlusDays(duration.Days);
            endTime = local.InZoneLeniently(ZoneOf(start)).ToInstant().Plus(Duration.FromSeconds(duration.Seconds)).ToDateTimeOffset();
        }

        problem = endTime < startTime ? "It ends before it starts." : null;
        return problem is null;
    }

    private static bool TryRule(CalendarComponent component, out RecurrenceRule? rule, [NotNullWhen(false)] out string? problem)
    {
        rule = null;
        problem = null;
        var rules = component.All("RRULE").Where(r => r.Value.Length > 0).ToList();
        if (rules.Count > 1)
            problem = "It has more than one recurrence rule (RRULE).";
        else if (rules is [var only] && !RecurrenceRule.TryParse(only.Value, out rule, out problem))
            return false;
        return problem is null;
    }

    /// <summary>EXDATE and RDATE. A date alone means the occurrence of that day; a period its start.</summary>
    private bool TryDates(
        CalendarComponent component, string name, CalendarTime start, out List<DateTimeOffset> dates, [NotNullWhen(false)] out string? problem)
    {
        dates = [];
        problem = null;
        foreach (var property in component.All(name))
        {
            foreach (var value in CalendarText.Split(property.Value))
            {
                var text = value.Split('/')[0];
                if (!CalendarValues.TryTime(text, property.Parameter("TZID"), out var time, out problem))
                    return false;
                if (time.Kind is CalendarTimeKind.Date && start.Kind is not CalendarTimeKind.Date)
                    time = start with { Local = time.Local.Date + start.Local.TimeOfDay };
                else if (start.Kind is CalendarTimeKind.Date)
                    time = CalendarTime.OnDate(time.Local.Date);
                if (!TryInstant(time, out var instant, out problem))
                    return false;
                dates.Add(instant);
            }
        }

        dates = [.. dates.Distinct().Order()];
        problem = dates.Count > CalendarEvent.ExceptionsMax ? $"It has more than {CalendarEvent.ExceptionsMax} {name}s." : null;
        return problem is null;
    }

    private bool TryOptionalTime(CalendarComponent component, string name, out DateTimeOffset? instant, [NotNullWhen(false)] out string? problem)
    {
        instant = null;
        problem = null;
        if (component.First(name) is not { } property)
            return true;
        if (!CalendarValues.TryTime(property, out var time, out problem) || !TryInstant(time, out var found, out problem))
            return false;
        instant = found;
        return true;
    }

    private static bool TryTexts(
        CalendarComponent component, int titleMax, int descriptionMax, out string title, out string? description, [NotNullWhen(false)] out string? problem)
    {
        title = component.First("SUMMARY")?.Text.Trim() is { Length: > 0 } summary ? summary : "Untitled";
        description = component.First("DESCRIPTION")?.Text is { Length: > 0 } text ? text : null;
        problem = title.Length > titleMax ? $"Its SUMMARY has more than {titleMax} characters."
            : description?.Length > descriptionMax ? $"Its DESCRIPTION has more than {descriptionMax} characters."
            : null;
        return problem is null;
    }

    private static bool TryLabels(CalendarComponent component, out IReadOnlyList<string> labels, [NotNullWhen(false)] out string? problem)
    {
        labels = Label.Normalize(component.All("CATEGORIES").SelectMany(c => CalendarText.List(c.Value)));
        problem = labels.Count > TaskItem.LabelsMax ? $"It has more than {TaskItem.LabelsMax} CATEGORIES."
            : labels.Any(l => l.Length > Label.NameMaxLength) ? $"A category has more than {Label.NameMaxLength} characters."
            : null;
        return problem is null;
    }

    private bool TryInstant(CalendarTime time, out DateTimeOffset instant, [NotNullWhen(false)] out string? problem)
    {
        instant = default;
        problem = null;
        if (time.Local.Year is < 2 or > 9998)
            problem = $"The year {time.Local.Year.ToString(CultureInfo.InvariantCulture)} can not be kept.";
        else if (time.Kind is not CalendarTimeKind.Zoned || _zones.TryResolve(time.TimeZoneId!, out _, out problem))
            instant = time.Local.InZoneLeniently(ZoneOf(time)).ToDateTimeOffset().ToUniversalTime();
        return problem is null;
    }

    /// <summary>The zone of a time; unknown ones have been refused.</summary>
    private DateTimeZone ZoneOf(CalendarTime time) => time.Kind switch
    {
        CalendarTimeKind.Zoned when _zones.TryResolve(time.TimeZoneId!, out var zone, out _) => zone,
        CalendarTimeKind.Floating => TimeZones.Find(_defaultZone),
        _ => DateTimeZone.Utc,
    };

    private string? Foreign(CalendarComponent component, string uid, HashSet<string> ours, params string[] alsoOurs)
    {
        var kept = ForeignProperties.Keep(
            component, p => ours.Contains(p.Name) || alsoOurs.Contains(p.Name), CalendarEvent.ForeignPropertiesMaxLength, out var leftOut);
        if (leftOut.Count > 0)
            Fail(component, uid, $"Imported without {string.Join(", ", leftOut)}: that is too large.");
        return kept;
    }

    private void Fail(CalendarComponent component, string uid, string message) =>
        _plans.Errors.Add(new ImportErrorDto(component.Name, component.First("UID") is null ? null : uid, component.Line, message));

    private static DateTimeOffset? Touched(CalendarComponent component) =>
        TouchedBy.Select(name => component.First(name) is { } p && CalendarValues.TryTime(p, out var time, out _)
                ? time.Local.InUtc().ToDateTimeOffset()
                : (DateTimeOffset?)null)
            .FirstOrDefault(t => t is not null) ?? DateTimeOffset.UnixEpoch;

    private static bool IsCancelled(CalendarComponent component) =>
        component.First("STATUS")?.Text.Equals("CANCELLED", StringComparison.OrdinalIgnoreCase) == true;

    private static int SequenceOf(CalendarComponent component) =>
        component.First("SEQUENCE") is { } sequence && CalendarValues.TryInteger(sequence.Value, out var number, out _) ? number : 0;

    /// <summary>A component without a UID gets one from what it says, so that it is the same at the next import.</summary>
    private static string UidOf(CalendarComponent component)
    {
        var uid = component.First("UID")?.Text.Trim();
        if (uid is { Length: > 0 and <= CalendarEvent.UidMaxLength })
            return uid;
        var content = uid is { Length: > 0 } ? uid : string.Join('\n', component.Properties.Where(p => p.Name != "DTSTAMP").Select(p => $"{p.Name}:{p.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 16));
    }
}
