using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Pages;
using Halext.Domain.Common;

namespace Halext.Application.Planner.Presets;

/// <summary>Changes the fields that are present of one of the signed-in user's own presets. Pages that took it over stay as they are.</summary>
public sealed record UpdatePreset(Optional<string> Name, Optional<string?> Description, Optional<JsonElement?> Layout) : ICommand<LayoutPresetDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class UpdatePresetValidator : AbstractValidator<UpdatePreset>
{
    public UpdatePresetValidator()
    {
        When(x => x.Name.IsSet, () => RuleFor(x => x.Name.Value).IsPresetName());
        When(x => x.Description.IsSet, () => RuleFor(x => x.Description.Value).IsPresetDescription());
        When(x => x.Layout.IsSet, () => RuleFor(x => x.Layout.Value).NotNull().IsLayout());
    }
}

internal sealed class UpdatePresetHandler(IPlannerDb db, ICurrentUser user) : ICommandHandler<UpdatePreset, LayoutPresetDto>
{
    public async Task<Result<LayoutPresetDto>> Handle(UpdatePreset request, CancellationToken ct)
    {
        var found = await db.FindPresetToChange(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;

        var preset = found.Value;
        preset.Change(
            request.Name.IsSet ? request.Name.Value : preset.Name,
            request.Description.IsSet ? request.Description.Value : preset.Description,
            request.Layout.Value?.GetRawText() ?? preset.Layout);
        await db.SaveChangesAsync(ct);
        return LayoutPresetDto.Of(preset);
    }
}
