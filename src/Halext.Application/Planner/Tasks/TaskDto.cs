using AutoMapper;
using Halext.Application.Planner.Labels;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Tasks;

public sealed class TaskDto
{
    public required int Id { get; init; }

    public required string Title { get; init; }

    public required string? Description { get; init; }

    public required DateTimeOffset? DueDate { get; init; }

    public required IReadOnlyList<LabelDto> Labels { get; init; }

    public required int OwnerId { get; init; }

    public required bool Completed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many minutes before it is due its owner is reminded; null for never.</summary>
    public required int? ReminderMinutes { get; init; }
}

internal sealed class TaskProfile : Profile
{
    public TaskProfile() =>
        CreateMap<TaskItem, TaskDto>()
            .ForMember(dto => dto.Labels, o => o.MapFrom(t => t.Labels.OrderBy(l => l.Id)))
            // Written out because the database knows only the instant.
            .ForMember(dto => dto.Completed, o => o.MapFrom(t => t.CompletedAt != null));
}
