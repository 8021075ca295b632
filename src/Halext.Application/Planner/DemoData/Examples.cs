using Halext.Application.Planner.Events;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.DemoData;

/// <summary>What a new account looks around with.</summary>
internal sealed class Examples(int ownerId, DateTimeOffset now)
{
    private static readonly (string Name, string Color)[] LabelExamples =
    [
        ("getting-started", "#5d72ff"), ("ai", "#8b5cf6"), ("tutorial", "#0ea5e9"), ("work", "#2563eb"), ("personal", "#ec4899"),
        ("urgent", "#ef4444"), ("planning", "#f59e0b"), ("home", "#10b981"), ("health", "#22c55e"), ("learning", "#6366f1"),
        ("calendar", "#14b8a6"), ("customization", "#a855f7"),
    ];

    private static readonly (string Title, string Description, int? DueInDays, string[] Labels, bool Completed)[] TaskExamples =
    [
        ("Welcome to Halext", "Tick this task off to see how it works.", null, ["getting-started"], false),
        ("Create an account", "You have done this one already.", null, ["getting-started"], true),
        ("Add your first task", "Give it a title, a due date and a label.", 2, ["getting-started", "tutorial"], false),
        ("Try the AI task suggestions", "Ask for subtasks, labels and an estimate of a larger task.", 3, ["ai", "tutorial"], false),
        ("Plan the week", "Look at the calendar and block time for what matters.", 2, ["planning", "calendar", "work"], false),
        ("Arrange your page", "Add, move and remove widgets until the page fits you.", 5, ["customization"], false),
        ("Book a health check", "Something for yourself.", 7, ["health", "personal"], false),
        ("Fix the dripping tap", "An example of an urgent thing at home.", 3, ["home", "urgent"], false),
    ];

    /// <summary>Hours and lengths count from midnight in UTC of the day that is so many days ahead.</summary>
    private static readonly (string Title, string Description, string? Location, int InDays, double Hour, double Hours, bool IsDaily)[] EventExamples =
    [
        ("Morning planning", "Ten minutes to choose what matters today.", null, 0, 8, 0.25, true),
        ("Evening walk", "An example of something that is repeated every day.", "Outside", 0, 18, 0.5, true),
        ("A look around Halext", "Open the calendar, a page and the task list.", null, 1, 10, 1, false),
        ("Lunch with a friend", "Share the event to invite somebody who has an account.", "Café", 2, 12, 1.5, false),
        ("Project review", "Move it to another day by dragging it.", null, 4, 14, 1, false),
        ("Weekly review", "What went well, and what comes next?", null, 6, 16, 1, false),
    ];

    private const int DailyForDays = 30;

    private const string DashboardLayout =
        """
        [{"id":"today","title":"Today","width":1,"widgets":[
        {"id":"demo-tasks","type":"tasks","title":"Tasks","config":{"filter":"today"}},
        {"id":"demo-events","type":"events","title":"Upcoming","config":{"range":"week"}}]},
        {"id":"ideas","title":"Ideas","width":1,"widgets":[
        {"id":"demo-notes","type":"notes","title":"Notes","config":{}},
        {"id":"demo-gifts","type":"gift-list","title":"Gifts","config":{}}]},
        {"id":"assistant","title":"Assistant","width":1,"widgets":[
        {"id":"demo-openwebui","type":"openwebui","title":"AI workspace","config":{}}]}]
        """;

    public Dictionary<string, Label> Labels() => LabelExamples.ToDictionary(l => l.Name, l => Label.Create(ownerId, l.Name, l.Color));

    public List<TaskItem> Tasks(IReadOnlyDictionary<string, Label> labels) => [.. TaskExamples.Select(example =>
    {
        var due = example.DueInDays is { } days ? now.AddDays(days) : (DateTimeOffset?)null;
        var task = TaskItem.Create(ownerId, example.Title, example.Description, due, example.Labels.Select(l => labels[l]), now);
        if (example.Completed)
            task.Complete(now);
        return task;
    })];

    public List<CalendarEvent> Events() => [.. EventExamples.Select(example =>
    {
        var start = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(example.InDays).AddHours(example.Hour);
        var rule = example.IsDaily ? Scheduling.Simple("daily", 1, start.AddDays(DailyForDays)) : null;
        var schedule = Scheduling.Plan(start, start.AddHours(example.Hours), allDay: false, TimeZones.Utc, rule).Value;
        var made = CalendarEvent.Create(
            ownerId, Guid.CreateVersion7(now).ToString(), example.Title, example.Description, example.Location, schedule, now);

        // An example that speaks up every day is a nuisance.
        if (example.IsDaily)
            made.RemindBefore(null);
        return made;
    })];

    public Page Page() => Domain.Planner.Page.Create(
        ownerId, new PageState("My dashboard", "A page to rearrange as you like.", PageVisibility.Private, DashboardLayout), now);
}
