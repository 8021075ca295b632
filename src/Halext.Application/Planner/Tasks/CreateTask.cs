using AutoMapper;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Tasks;

/// <summary>Adds a task for the signed-in user; labels are created when new.</summary>
public sealed record CreateTask(string Title, string? Description, DateTimeOffset? DueDate, IReadOnlyList<string>? Labels)
    : ICommand<TaskDto>;

internal sealed class CreateTaskValidator : AbstractValidator<CreateTask>
{
    public CreateTaskValidator()
    {
        RuleFor(x => x.Title).IsTaskTitle();
        RuleFor(x => x.Description).IsTaskDescription();
        RuleFor(x => x.Labels).AreTaskLabels();
    }
}

internal sealed class CreateTaskHandler(IPlannerDb db, ICurrentUser user, IMapper mapper, TimeProvider clock)
    : ICommandHandler<CreateTask, TaskDto>
{
    public async Task<Result<TaskDto>> Handle(CreateTask request, CancellationToken ct)
    {
        var labels = await db.FindOrAddLabels(user.Id, request.Labels, ct);
        var task = TaskItem.Create(user.Id, request.Title, request.Description, request.DueDate, labels, clock.GetUtcNow());
        db.Tasks.Add(task);
        await db.SaveChangesAsync(ct);
        return mapper.Map<TaskDto>(task);
    }
}
