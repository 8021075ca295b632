using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Providers;

/// <summary>Sets who is asked in turn when the wanted model of somebody without a list of their own is out of reach.</summary>
/// <param name="FallbackModels">As provider:model; null goes back to what the operator configured, empty means nobody.</param>
[AdminOnly]
public sealed record SetFallbackModels(IReadOnlyList<string>? FallbackModels) : ICommand<PreferencesDto>;

internal sealed class SetFallbackModelsValidator : AbstractValidator<SetFallbackModels>
{
    public SetFallbackModelsValidator() => RuleFor(x => x.FallbackModels).AreFallbacks();
}

internal sealed class SetFallbackModelsHandler(IAssistantDb db) : ICommandHandler<SetFallbackModels, PreferencesDto>
{
    public async Task<Result<PreferencesDto>> Handle(SetFallbackModels request, CancellationToken ct)
    {
        var instance = await db.Profiles.FirstAsync(p => p.Id == AssistantProfile.InstanceId, ct);
        instance.ChooseFallbacks(request.FallbackModels);
        await db.SaveChangesAsync(ct);
        return new PreferencesDto(instance.DefaultModel, instance.FallbackModels);
    }
}
