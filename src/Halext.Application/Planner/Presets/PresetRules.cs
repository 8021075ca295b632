using FluentValidation;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Presets;

internal static class PresetRules
{
    public static void IsPresetName<T>(this IRuleBuilder<T, string?> rule) => rule.NotEmpty().MaximumLength(LayoutPreset.NameMaxLength);

    public static void IsPresetDescription<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(LayoutPreset.DescriptionMaxLength);
}
