using System.Buffers;
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

    private const string TooFar = "It lies too far in the past or future.";

    /// <summary>Longer than the calendar.</summary>
    private const int DaysMax = 366 * 1_000;

    /// <summary>Of names in one message: enough to see what it is about.</summary>
    private const int NamesMax = 5;

    private readonly CalendarZones _zones;
    private readonly ImportPlans _plans;
    private readonly Dictionary<string, int> _unnamed = [];
    private string _defaultZone = TimeZones.Utc;

    private CalendarImporter(CalendarZones zones, ImportPlans plans) => (_zones, _plans) = (zones, plans);

    /// <summary>Reads every calendar of a document.</summary>
    /// <param name="document">As it was read.</param>
    /// <param name="floatingZone">The zone that times without one are meant in, unless the calendar says (X-WR-TIMEZONE).</param>
    /// <param name="ct">Asked before every component.</param>
    public static ImportPlans Read(CalendarDocument document, string floatingZone, CancellationToken ct)
    {
        var plans = new ImportPlans();
        var importer = new CalendarImporter(new CalendarZones(document.Calendars), plans);

        // Events and tasks tell their problems themselves.
        var told = Entries(document).SelectMany(c => c.Problems).ToHashSet();
        plans.Errors.AddRange(document.Problems.Where(p => !told.Contains(p)).Select(p => new ImportErrorDto("VCALENDAR", null, p.Line, p.Message)));
        foreach (var calendar in document.Calendars)
        {
            importer._defaultZone = (calendar.First("X-WR-TIMEZONE") is { } property ? CalendarZones.ByName(property.Text)?.Id : null) ?? floatingZone;
            importer.Add(calendar, ct);
        }

        return plans;
    }

    /// <summary>What of a document becomes events and tasks.</summary>
    public static IEnumerable<CalendarComponent> Entries(CalendarDocument document) =>
        document.Calendars.SelectMany(c => c.Components).Where(c => c.Name is "VEVENT" or "VTODO");

    private void Add(CalendarComponent calendar, CancellationToken ct)
    {
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

        if (start.Kind is CalendarTimeKind.Date)
            recurrenceId = recurrenceId with { Parameters = [new CalendarParameter("VALUE", "DATE"), .. recurrenceId.Parameters] };
        if (!HasUid(component))
            Fail(component, uid, "It has a RECURRENCE-ID but no UID, so nobody knows what it changes.");
        else if (recurrenceId.Parameter("RANGE") is not null)
            Fail(component, uid, "Changes of all following occurrences (RANGE=THISANDFUTURE) can not be imported.");
        else if (!CalendarValues.TryTime(recurrenceId, out var time, out problem) || !TryInstant(time, out var originalStart, out problem))
            Fail(component, uid, problem);
        else
            _plans.Overrides.Add(new OverridePlan(originalStart, time.Kind is CalendarTimeKind.Date, plan));
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
        var schedule = Scheduling.Plan(startTime, endTime, allDay, zone, rule);
        problem = schedule.Failed ? schedule.Error.Message : EventRules.IsWithinCalendar(schedule.Value.End) ? null : TooFar;
        if (problem is not null)
            return false;

        if (!TryDates(component, "EXDATE", start, out var exDates, out problem) || !TryDates(component, "RDATE", start, out var rDates, out problem)
            || !TryTexts(component, CalendarEvent.TitleMaxLength, CalendarEvent.DescriptionMaxLength, out var title, out var description, out problem))
            return false;
        var location = CalendarTexts.Optional(component.First("LOCATION")?.Text);
        if (location?.Length > CalendarEvent.LocationMaxLength)
        {
            problem = $"Its LOCATION has more than {CalendarEvent.LocationMaxLength} characters.";
            return false;
        }

        plan = new EventPlan(
            uid, component.Line, SequenceOf(component), title, description, location, schedule.Value, exDates, rDates,
            Foreign(component, uid, OursInEvents), IsCancelled(component));
        return true;
    }

    private void AddTask(CalendarComponent component)
    {
        var uid = UidOf(component);
        if (component.First("RECURRENCE-ID") is not null)
        {
            Fail(component, uid, "Single occurrences of recurring tasks can not be imported.");
            return;
        }

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
        var completedAt = isDone ? completed ?? Touched(component) : default(DateTimeOffset?);
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
            var local = start.Local.PlusDays(Math.Clamp(duration.Days, -1, DaysMax));
            endTime = local.InZoneLeniently(ZoneOf(start)).ToInstant().Plus(Duration.FromSeconds(duration.Seconds)).ToDateTimeOffset();
        }

        problem = endTime < startTime ? "It ends before it starts." : EventRules.IsWithinCalendar(endTime) ? null : TooFar;
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

        // An end behind every calendar is none.
        if (rule?.Until is { } until && !EventRules.IsWithinCalendar(new DateTimeOffset(until.Value, TimeSpan.Zero)))
        {
            rule = rule.EndingAt(null);
            problem = until.Value > DateTime.UnixEpoch ? null : TooFar;
        }

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
        title = CalendarTexts.Title(component.First("SUMMARY")?.Text);
        description = CalendarTexts.Optional(component.First("DESCRIPTION")?.Text);
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
            problem = TooFar;
        else if (time.Kind is not CalendarTimeKind.Zoned || _zones.TryResolve(time.TimeZoneId!, out _, out problem))
        {
            instant = time.Local.InZoneLeniently(ZoneOf(time)).ToDateTimeOffset().ToUniversalTime();
            problem = EventRules.IsWithinCalendar(instant) ? null : TooFar;
        }

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
            component, p => ours.Contains(p.Name) || alsoOurs.Contains(p.Name), ReadForeign, CalendarEvent.ForeignPropertiesMaxLength);
        if (kept.TooLarge.Count > 0)
            Fail(component, uid, $"Imported without {Names(kept.TooLarge)}: that is too large.");
        if (kept.Unreadable.Count > 0)
            Fail(component, uid, $"Imported without {Names(kept.Unreadable)}: that is not as RFC 5545 wants it.");
        return kept.Text;
    }

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesMax).Select(CalendarText.Shorten)) + (names.Count > NamesMax ? " and others" : "");

    /// <summary>
    /// Null when other programs would stumble over it. Times become UTC, because exports define the zones of Halext's own times only; so does
    /// the start of a task, as DUE has to be of its kind.
    /// </summary>
    private CalendarProperty? ReadForeign(CalendarProperty property)
    {
        if (!ValueTypes.Fits(property))
            return null;
        var zone = property.Parameter("TZID");
        if (zone is null && property.Name != "DTSTART")
            return property;

        var values = new List<string>();
        foreach (var value in property.Value.Split(','))
        {
            if (!CalendarValues.TryTime(value, zone, out var time, out _))
                return property;
            if (time.Kind is CalendarTimeKind.Date)
                values.Add(time.ToString());
            else if (TryInstant(time, out var instant, out _))
                values.Add(CalendarTime.At(Instant.FromDateTimeOffset(instant)).ToString());
            else
                return null;
        }

        return property with { Value = string.Join(',', values), Parameters = [.. property.Parameters.Where(p => p.Name != "TZID")] };
    }

    private void Fail(CalendarComponent component, string uid, string message) =>
        _plans.Errors.Add(new ImportErrorDto(component.Name, HasUid(component) ? uid : null, component.Line, message));

    private static DateTimeOffset Touched(CalendarComponent component) =>
        TouchedBy.Select(component.First)
            .Select(p => p is not null && CalendarValues.TryTime(p, out var time, out _) ? time.Local.InUtc().ToDateTimeOffset() : DateTimeOffset.MinValue)
            .FirstOrDefault(EventRules.IsWithinCalendar, DateTimeOffset.UnixEpoch);

    private static bool IsCancelled(CalendarComponent component) =>
        component.First("STATUS")?.Text.Equals("CANCELLED", StringComparison.OrdinalIgnoreCase) == true;

    private static int SequenceOf(CalendarComponent component) =>
        component.First("SEQUENCE") is { } sequence && CalendarValues.TryInteger(sequence.Value, out var number, out _) ? number : 0;

    private static bool HasUid(CalendarComponent component) => component.First("UID")?.Text.Trim().Length > 0;

    /// <summary>
    /// A component without a UID gets one from what it says, so that it is the same at the next import. Of several that say the same, the
    /// order tells which is which.
    /// </summary>
    private string UidOf(CalendarComponent component)
    {
        if (HasUid(component))
        {
            var uid = component.First("UID")!.Text.Trim();
            return uid.Length <= CalendarEvent.UidMaxLength ? uid : Hash(Encoding.UTF8.GetBytes(uid));
        }

        var content = new ArrayBufferWriter<byte>();
        new CalendarWriter(content).Raw(component with { Properties = [.. component.Properties.Where(p => p.Name != "DTSTAMP")] });
        var hash = Hash(content.WrittenSpan);
        var before = _unnamed.GetValueOrDefault(hash);
        _unnamed[hash] = before + 1;
        return before == 0 ? hash : string.Create(CultureInfo.InvariantCulture, $"{hash}-{before + 1}");
    }

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));
}
