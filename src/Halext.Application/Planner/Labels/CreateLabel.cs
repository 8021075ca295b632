using AutoMapper;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Labels;

/// <summary>Adds a label; its name must be new among the owner's.</summary>
public sealed record CreateLabel(string Name, string? Color) : ICommand<LabelDto>;

internal sealed class CreateLabelValidator : AbstractValidator<CreateLabel>
{
    public CreateLabelValidator()
    {
        RuleFor(x => x.Name).IsLabelName();
        RuleFor(x => x.Color).IsColor();
    }
}

internal sealed class CreateLabelHandler(IPlannerDb db, ICurrentUser user, IMapper mapper) : ICommandHandler<CreateLabel, LabelDto>
{
    public async Task<Result<LabelDto>> Handle(CreateLabel request, CancellationToken ct)
    {
        var label = Label.Create(user.Id, request.Name, request.Color);
        if (await db.Labels.AnyAsync(l => l.OwnerId == user.Id && l.Name == label.Name, ct))
            return LabelErrors.NameTaken(label.Name);

        db.Labels.Add(label);
        await db.SaveChangesAsync(ct);
        return mapper.Map<LabelDto>(label);
    }
}
