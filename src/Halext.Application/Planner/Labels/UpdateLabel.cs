using System.Text.Json.Serialization;
using AutoMapper;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Labels;

/// <summary>Renames or recolours a label; what is absent stays. Tasks keep the label.</summary>
public sealed record UpdateLabel(Optional<string> Name, Optional<string?> Color) : ICommand<LabelDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class UpdateLabelValidator : AbstractValidator<UpdateLabel>
{
    public UpdateLabelValidator()
    {
        When(x => x.Name.IsSet, () => RuleFor(x => x.Name.Value).IsLabelName());
        When(x => x.Color.IsSet, () => RuleFor(x => x.Color.Value).IsColor());
    }
}

internal sealed class UpdateLabelHandler(IPlannerDb db, ICurrentUser user, IMapper mapper) : ICommandHandler<UpdateLabel, LabelDto>
{
    public async Task<Result<LabelDto>> Handle(UpdateLabel request, CancellationToken ct)
    {
        var label = await db.Labels.FirstOrDefaultAsync(l => l.Id == request.Id && l.OwnerId == user.Id, ct);
        if (label is null)
            return LabelErrors.NotFound(request.Id);

        if (request.Name.IsSet)
            label.Rename(request.Name.Value);
        if (request.Color.IsSet)
            label.Recolor(request.Color.Value);

        if (await db.Labels.AnyAsync(l => l.OwnerId == user.Id && l.Name == label.Name && l.Id != label.Id, ct))
            return LabelErrors.NameTaken(label.Name);

        await db.SaveChangesAsync(ct);
        return mapper.Map<LabelDto>(label);
    }
}
