using FluentValidation;
using Halext.Application.Planner.Labels;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Tasks;

internal static class TaskRules
{
    public static void IsTaskTitle<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(TaskItem.TitleMaxLength);

    public static void IsTaskDescription<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(TaskItem.DescriptionMaxLength);

    public static void AreTaskLabels<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) =>
        rule.Must(names => names is null || names.All(n => n is not null && n.Trim().Length <= Label.NameMaxLength))
            .WithMessage($"Label names are texts of at most {Label.NameMaxLength} characters.")
            .Must(names => names is null || names.Contains(null!) || Label.Normalize(names).Count <= TaskItem.LabelsMax)
            .WithMessage($"A task has at most {TaskItem.LabelsMax} labels.");
}
