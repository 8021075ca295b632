using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Providers;

/// <summary>Chooses the signed-in person's default model and who stands in for it; both are replaced.</summary>
/// <param name="DefaultModelId">One of the models that the person is offered; null leaves it to the instance.</param>
/// <param name="FallbackModels">Asked in turn when the wanted model is out of reach; null leaves it to the instance.</param>
public sealed record ChangePreferences(string? DefaultModelId, IReadOnlyList<string>? FallbackModels) : ICommand<PreferencesDto>;

internal sealed class ChangePreferencesValidator : AbstractValidator<ChangePreferences>
{
    public ChangePreferencesValidator()
    {
        RuleFor(x => x.DefaultModelId).MaximumLength(ModelIdentifier.MaxLength);
        RuleFor(x => x.FallbackModels).AreFallbacks();
    }
}

internal sealed class ChangePreferencesHandler(IAssistantDb db, ModelDirectory directory, ICurrentUser user)
    : ICommandHandler<ChangePreferences, PreferencesDto>
{
    public async Task<Result<PreferencesDto>> Handle(ChangePreferences request, CancellationToken ct)
    {
        var model = string.IsNullOrWhiteSpace(request.DefaultModelId) ? null : request.DefaultModelId.Trim();
        if (model is not null || request.FallbackModels is { Count: > 0 })
        {
            var reach = await directory.Survey(ct);
            if (request.FallbackModels?.FirstOrDefault(text => !reach.Has(ModelIdentifier.Parse(text, Reach.Mock))) is { } strange)
                return Error.Invalid(nameof(request.FallbackModels), $"There is no model '{strange}' for you.");
            if (model is not null && PreferenceRules.Refusal(
                nameof(request.DefaultModelId), model, await directory.List(reach, null, Rules.PageSizeMax, ct)) is { } refusal)
                return refusal;
        }

        var profile = await db.Profiles.FirstOrDefaultAsync(p => p.OwnerId == user.Id, ct) ?? db.Profiles.Add(AssistantProfile.Create(user.Id)).Entity;
        profile.ChooseModel(model);
        profile.ChooseFallbacks(request.FallbackModels);
        await db.SaveChangesAsync(ct);
        return new PreferencesDto(profile.DefaultModel, profile.FallbackModels);
    }
}
