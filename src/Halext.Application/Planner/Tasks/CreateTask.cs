using AutoMapper;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Reminders;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Tasks;

/// <summary>Adds a task for the signed-in user; labels are created when new.</summary>
/// <param name="Title">What there is to do.</param>
/// <param name="Description">More about it.</param>
/// <param name="DueDate">When it is due; null for whenever.</param>
/// <param name="Labels">The names of its labels.</param>
/// <param name="ReminderMinutes">How many minutes before it is due its owner is reminded, 60 when absent; null for never.</param>
public sealed record CreateTask(
    string Title, string? Description, DateTimeOffset? DueDate, IReadOnlyList<string>? Labels, Optional<int?> ReminderMinutes)
    : ICommand<TaskDto>;

internal sealed class CreateTaskValidator : AbstractValidator<CreateTask>
{
    public CreateTaskValidator()
    {
        RuleFor(x => x.Title).IsTaskTitle();
        RuleFor(x => x.Description).IsTaskDescription();
        RuleFor(x => x.Labels).AreTaskLabels();
        When(x => x.ReminderMinutes.IsSet, () => RuleFor(x => x.ReminderMinutes.Value).IsReminder());
    }
}

internal sealed class CreateTaskHandler(IPlannerDb db, ICurrentUser user, IMapper mapper, TimeProvider clock)
    : ICommandHandler<CreateTask, TaskDto>
{
    public async Task<Result<TaskDto>> Handle(CreateTask request, CancellationToken ct)
    {
        var labels = await db.FindOrAddLabels(user.Id, request.Labels, ct);
        var task = TaskItem.Create(user.Id, request.Title, request.Description, request.DueDate, labels, clock.GetUtcNow());
        if (request.ReminderMinutes.IsSet)
            task.RemindBefore(request.ReminderMinutes.Value);
        db.Tasks.Add(task);
        await db.SaveChangesAsync(ct);
        return mapper.Map<TaskDto>(task);
    }
}
