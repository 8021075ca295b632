using System.Text.Json.Serialization;
using AutoMapper;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Reminders;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Tasks;

/// <summary>Changes the fields that are present; null clears what can be empty, and leaves the labels as they are.</summary>
public sealed record UpdateTask(
    Optional<string> Title,
    Optional<string?> Description,
    Optional<DateTimeOffset?> DueDate,
    Optional<bool?> Completed,
    IReadOnlyList<string>? Labels,
    Optional<int?> ReminderMinutes) : ICommand<TaskDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class UpdateTaskValidator : AbstractValidator<UpdateTask>
{
    public UpdateTaskValidator()
    {
        When(x => x.Title.IsSet, () => RuleFor(x => x.Title.Value).IsTaskTitle());
        When(x => x.Description.IsSet, () => RuleFor(x => x.Description.Value).IsTaskDescription());
        When(x => x.Completed.IsSet, () => RuleFor(x => x.Completed.Value).NotNull());
        RuleFor(x => x.Labels).AreTaskLabels();
        When(x => x.ReminderMinutes.IsSet, () => RuleFor(x => x.ReminderMinutes.Value).IsReminder());
    }
}

internal sealed class UpdateTaskHandler(IPlannerDb db, ICurrentUser user, IMapper mapper, TimeProvider clock)
    : ICommandHandler<UpdateTask, TaskDto>
{
    public async Task<Result<TaskDto>> Handle(UpdateTask request, CancellationToken ct)
    {
        var task = await db.Tasks.Include(t => t.Labels).FirstOrDefaultAsync(t => t.Id == request.Id && t.OwnerId == user.Id, ct);
        if (task is null)
            return TaskErrors.NotFound(request.Id);

        if (request.Title.IsSet)
            task.Rename(request.Title.Value);
        if (request.Description.IsSet)
            task.Describe(request.Description.Value);
        if (request.DueDate.IsSet)
            task.Reschedule(request.DueDate.Value);
        if (request.ReminderMinutes.IsSet)
            task.RemindBefore(request.ReminderMinutes.Value);
        if (request.Completed is { IsSet: true, Value: true })
            task.Complete(clock.GetUtcNow());
        if (request.Completed is { IsSet: true, Value: false })
            task.Reopen();
        if (request.Labels is not null)
            task.ReplaceLabels(await db.FindOrAddLabels(user.Id, request.Labels, ct));

        await db.SaveChangesAsync(ct);
        return mapper.Map<TaskDto>(task);
    }
}
