using AutoMapper;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Labels;

public sealed class LabelDto
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string? Color { get; init; }
}

internal sealed class LabelProfile : Profile
{
    public LabelProfile() => CreateMap<Label, LabelDto>();
}
