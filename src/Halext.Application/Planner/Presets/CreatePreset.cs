using System.Text.Json;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Pages;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Presets;

/// <summary>Adds a preset for the signed-in user.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">More about it.</param>
/// <param name="Layout">What pages take over: a list of columns with widgets, or an object; kept as it comes.</param>
public sealed record CreatePreset(string Name, string? Description, JsonElement? Layout) : ICommand<LayoutPresetDto>;

internal sealed class CreatePresetValidator : AbstractValidator<CreatePreset>
{
    public CreatePresetValidator()
    {
        RuleFor(x => x.Name).IsPresetName();
        RuleFor(x => x.Description).IsPresetDescription();
        RuleFor(x => x.Layout).IsLayout();
    }
}

internal sealed class CreatePresetHandler(IPlannerDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<CreatePreset, LayoutPresetDto>
{
    public async Task<Result<LayoutPresetDto>> Handle(CreatePreset request, CancellationToken ct)
    {
        var layout = request.Layout?.GetRawText() ?? PageLayout.Empty;
        var preset = LayoutPreset.Create(user.Id, request.Name, request.Description, layout, clock.GetUtcNow());
        db.LayoutPresets.Add(preset);
        await db.SaveChangesAsync(ct);
        return LayoutPresetDto.Of(preset);
    }
}
