using FluentValidation;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Providers;

/// <summary>What somebody has chosen for the assistant.</summary>
/// <param name="DefaultModelId">Who answers where no model is named; null leaves it to the instance, or to the operator.</param>
/// <param name="FallbackModels">Who is asked in turn when the wanted model is out of reach; null leaves it to the instance, or to the operator; empty means nobody.</param>
public sealed record PreferencesDto(string? DefaultModelId, IReadOnlyList<string>? FallbackModels);

internal static class PreferenceRules
{
    public static void AreFallbacks<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) =>
        rule.Must(list => list is null || (list.Count <= AssistantProfile.FallbacksMax && list.All(IsIdentifier)))
            .WithMessage($"At most {AssistantProfile.FallbacksMax} models, each as provider:model.");

    /// <summary>Why a model cannot be a default, or null when it can.</summary>
    public static Error? Refusal(string field, string model, AiModelsDto offered) =>
        offered.Models.Any(m => m.Id == model.Trim()) ? null : Error.Invalid(field, $"'{model}' is not among the models that you are offered now.");

    private static bool IsIdentifier(string? text) =>
        text is { Length: > 0 and <= ModelIdentifier.MaxLength } && text.IndexOf(':', StringComparison.Ordinal) > 0 && !text.Any(char.IsControl);
}
