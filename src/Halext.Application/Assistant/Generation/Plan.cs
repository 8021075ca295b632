using System.ComponentModel;
using System.Globalization;
using Halext.Application.Planner.Events;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using NodaTime;
using NodaTime.Text;

namespace Halext.Application.Assistant.Generation;

/// <summary>What becomes of a model's plan: bounds that let its tasks and events be stored as they are, vocabularies and defaults.</summary>
internal sealed record Plan(IReadOnlyList<PlannedTaskDto> Tasks, IReadOnlyList<PlannedEventDto> Events, IReadOnlyList<SmartListDto> Lists)
{
    public const int ThingsMax = 50;
    public const int LabelsMax = 10;
    public const int SubtasksMax = 20;
    public const int ItemsMax = 50;
    private const int NameMaxLength = 200;
    private const int MinutesMax = 60 * 24 * 365;

    public static AnswerForm<Raw, Plan> Form(DateTimeZone zone) => new("plan", raw => Apply(raw, zone));

    public static Result<Plan> Apply(Raw raw, DateTimeZone zone)
    {
        if (raw is { Tasks: null, Events: null, SmartLists: null })
            return Error.Invalid("it has none of tasks, events and smart_lists.");
        var plan = new Plan(
            [.. Each(raw.Tasks, t => TaskOf(t, zone))],
            [.. Each(raw.Events, e => EventOf(e, zone))],
            [.. Each(raw.SmartLists, ListOf)]);

        var isUseless = plan is { Tasks.Count: 0, Events.Count: 0, Lists.Count: 0 };
        return isUseless && Count(raw.Tasks) + Count(raw.Events) + Count(raw.SmartLists) > 0
            ? Error.Invalid("none of its tasks has a title, none of its events a title, a start and an end behind it, and none of its lists a name.")
            : plan;
    }

    /// <summary>How many things were made, in words.</summary>
    public static string Summary(int tasks, int events, int lists)
    {
        var parts = new[] { Counted(tasks, "task"), Counted(events, "event"), Counted(lists, "list") }.OfType<string>().ToList();
        return parts.Count == 0 ? "No items were generated from your prompt." : $"Generated {string.Join(", ", parts)}.";
    }

    /// <summary>An instant as a model writes it; without an offset it is meant in the person's zone. Null when it is none, or in no calendar.</summary>
    public static DateTimeOffset? ReadTime(string? text, DateTimeZone zone)
    {
        text = text?.Trim().Replace(' ', 'T');
        if (string.IsNullOrEmpty(text))
            return null;
        DateTimeOffset? time = null;
        if (OffsetDateTimePattern.ExtendedIso.Parse(text.ToUpperInvariant()) is { Success: true } exact && IsSafe(exact.Value.Year))
            time = exact.Value.ToInstant().ToDateTimeOffset();
        else if (LocalDateTimePattern.ExtendedIso.Parse(text.Length == 16 ? text + ":00" : text) is { Success: true } local)
            time = Leniently(zone, local.Value);
        else if (LocalDatePattern.Iso.Parse(text) is { Success: true } day)
            time = Leniently(zone, day.Value.AtMidnight());
        return time is { } found && EventRules.IsWithinCalendar(found) ? found : null;
    }

    private static DateTimeOffset? Leniently(DateTimeZone zone, LocalDateTime local) =>
        IsSafe(local.Year) ? zone.AtLeniently(local).ToInstant().ToDateTimeOffset() : null;

    /// <summary>Beyond that, offsets reach over the ends of what a DateTimeOffset holds.</summary>
    private static bool IsSafe(int year) => year is > 1 and < 9999;

    private static PlannedTaskDto? TaskOf(RawTask raw, DateTimeZone zone) => AnswerRules.Text(raw.Title, TaskItem.TitleMaxLength) is { } title
        ? new PlannedTaskDto(
            title,
            AnswerRules.Text(raw.Description, TaskItem.DescriptionMaxLength) ?? "",
            ReadTime(raw.DueDate, zone),
            AnswerRules.PlanPriority(raw.Priority),
            AnswerRules.Labels(raw.Labels, LabelsMax),
            raw.EstimatedMinutes is > 0 and <= MinutesMax ? (int)Math.Ceiling(raw.EstimatedMinutes.Value) : null,
            AnswerRules.Lines(raw.Subtasks, SubtasksMax),
            AnswerRules.Text(raw.Reasoning, AssistantRules.TextMaxLength) ?? "")
        : null;

    private static PlannedEventDto? EventOf(RawEvent raw, DateTimeZone zone) =>
        AnswerRules.Text(raw.Title, CalendarEvent.TitleMaxLength) is { } title
        && ReadTime(raw.StartTime, zone) is { } start
        && ReadTime(raw.EndTime, zone) is { } end
        && end >= start
            ? new PlannedEventDto(
                title,
                AnswerRules.Text(raw.Description, CalendarEvent.DescriptionMaxLength) ?? "",
                start,
                end,
                AnswerRules.Text(raw.Location, CalendarEvent.LocationMaxLength),
                AnswerRules.OneOf(raw.RecurrenceType, "daily", "weekly", "monthly", "yearly") ?? Scheduling.NotRepeated,
                AnswerRules.Text(raw.Reasoning, AssistantRules.TextMaxLength) ?? "")
            : null;

    private static SmartListDto? ListOf(RawList raw) => AnswerRules.Text(raw.Name, NameMaxLength) is { } name
        ? new SmartListDto(
            name,
            AnswerRules.Text(raw.Description, TaskItem.DescriptionMaxLength) ?? "",
            AnswerRules.OneOf(raw.Category, "project", "checklist", "reference", "goals") ?? "checklist",
            AnswerRules.Lines(raw.Items, ItemsMax),
            AnswerRules.Text(raw.Reasoning, AssistantRules.TextMaxLength) ?? "")
        : null;

    private static IEnumerable<T> Each<TRaw, T>(IReadOnlyList<TRaw>? raw, Func<TRaw, T?> read)
        where T : class =>
        (raw ?? []).Select(read).OfType<T>().Take(ThingsMax);

    private static int Count<T>(IReadOnlyList<T>? raw) => raw?.Count ?? 0;

    private static string? Counted(int count, string noun) => count switch
    {
        0 => null,
        1 => $"1 {noun}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}s"),
    };

    internal sealed record Raw
    {
        public IReadOnlyList<RawTask>? Tasks { get; init; }

        public IReadOnlyList<RawEvent>? Events { get; init; }

        public IReadOnlyList<RawList>? SmartLists { get; init; }
    }

    internal sealed record RawTask
    {
        public string? Title { get; init; }

        public string? Description { get; init; }

        [Description("ISO 8601 in the person's time zone, or null when there is none.")]
        public string? DueDate { get; init; }

        [Description("low, medium or high")]
        public string? Priority { get; init; }

        public IReadOnlyList<string>? Labels { get; init; }

        public double? EstimatedMinutes { get; init; }

        public IReadOnlyList<string>? Subtasks { get; init; }

        [Description("Why this task, in one sentence.")]
        public string? Reasoning { get; init; }
    }

    internal sealed record RawEvent
    {
        public string? Title { get; init; }

        public string? Description { get; init; }

        [Description("ISO 8601 in the person's time zone.")]
        public string? StartTime { get; init; }

        [Description("ISO 8601 in the person's time zone.")]
        public string? EndTime { get; init; }

        public string? Location { get; init; }

        [Description("none, daily, weekly, monthly or yearly")]
        public string? RecurrenceType { get; init; }

        [Description("Why this event, in one sentence.")]
        public string? Reasoning { get; init; }
    }

    internal sealed record RawList
    {
        public string? Name { get; init; }

        public string? Description { get; init; }

        [Description("project, checklist, reference or goals")]
        public string? Category { get; init; }

        public IReadOnlyList<string>? Items { get; init; }

        [Description("Why this list, in one sentence.")]
        public string? Reasoning { get; init; }
    }
}
