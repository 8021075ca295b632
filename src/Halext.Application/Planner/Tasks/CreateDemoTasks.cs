using AutoMapper;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Labels;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Tasks;

/// <summary>Gives a new account labels and tasks to look around with. Internal: only registration sends it, in its own transaction.</summary>
[Public]
internal sealed record CreateDemoTasks(int OwnerId) : ICommand<DemoTasksDto>;

/// <summary>What a new account starts with, in the order of the lists.</summary>
internal sealed record DemoTasksDto(IReadOnlyList<TaskDto> Tasks, IReadOnlyList<LabelDto> Labels);

internal sealed class CreateDemoTasksHandler(IPlannerDb db, IMapper mapper, TimeProvider clock) : ICommandHandler<CreateDemoTasks, DemoTasksDto>
{
    private static readonly (string Name, string Color)[] Labels =
    [
        ("getting-started", "#5d72ff"), ("ai", "#8b5cf6"), ("tutorial", "#0ea5e9"), ("work", "#2563eb"), ("personal", "#ec4899"),
        ("urgent", "#ef4444"), ("planning", "#f59e0b"), ("home", "#10b981"), ("health", "#22c55e"), ("learning", "#6366f1"),
        ("calendar", "#14b8a6"), ("customization", "#a855f7"),
    ];

    private static readonly (string Title, string Description, int? DueInDays, string[] Labels, bool Completed)[] Tasks =
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

    public async Task<Result<DemoTasksDto>> Handle(CreateDemoTasks request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var labels = Labels.ToDictionary(l => l.Name, l => Label.Create(request.OwnerId, l.Name, l.Color));
        db.Labels.AddRange(labels.Values);
        var tasks = Tasks.Select(demo => Make(demo, request.OwnerId, labels, now)).ToList();
        db.Tasks.AddRange(tasks);
        await db.SaveChangesAsync(ct);
        return new DemoTasksDto(
            mapper.Map<List<TaskDto>>(tasks.OrderByDescending(t => t.Id)),
            mapper.Map<List<LabelDto>>(labels.Values.OrderBy(l => l.Name, StringComparer.Ordinal)));
    }

    private static TaskItem Make(
        (string Title, string Description, int? DueInDays, string[] Labels, bool Completed) demo,
        int ownerId, Dictionary<string, Label> labels, DateTimeOffset now)
    {
        var due = demo.DueInDays is { } days ? now.AddDays(days) : (DateTimeOffset?)null;
        var task = TaskItem.Create(ownerId, demo.Title, demo.Description, due, demo.Labels.Select(l => labels[l]), now);
        if (demo.Completed)
            task.Complete(now);
        return task;
    }
}
