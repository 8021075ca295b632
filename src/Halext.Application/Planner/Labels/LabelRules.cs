using FluentValidation;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Labels;

internal static class LabelRules
{
    public static void IsLabelName<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(Label.NameMaxLength);

    public static void IsColor<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(Label.ColorMaxLength);
}
