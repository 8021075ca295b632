using FluentValidation;
using Halext.Domain.Assistant;

namespace Halext.Application.Assistant;

/// <summary>Rules that requests to the assistant share.</summary>
internal static class AssistantRules
{
    /// <summary>In characters: some 25,000 tokens, as many as most models read.</summary>
    public const int PromptMaxLength = 100_000;

    public const int TitleMaxLength = 500;
    public const int TextMaxLength = 20_000;

    public static void IsPrompt<T>(this IRuleBuilder<T, string?> rule) => rule.NotNull().MaximumLength(PromptMaxLength);

    public static void IsTitle<T>(this IRuleBuilder<T, string?> rule) => rule.NotEmpty().MaximumLength(TitleMaxLength);

    public static void IsText<T>(this IRuleBuilder<T, string?> rule, int max = TextMaxLength) => rule.MaximumLength(max);

    /// <summary>Which models there are, the assistant knows; here only what cannot be a name of one is refused.</summary>
    public static void IsModel<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(ModelIdentifier.MaxLength)
            .Must(model => model is null || !model.Any(char.IsControl)).WithMessage("{PropertyName} contains a control character.");

    public static void AreTexts<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule, int max = 100, int maxLength = 200) =>
        rule.Must(texts => texts is null || texts.Count <= max).WithMessage($"{{PropertyName}} holds at most {max} texts.")
            .Must(texts => texts is null || texts.All(t => t is not null && t.Length <= maxLength))
            .WithMessage($"Each of {{PropertyName}} is a text of at most {maxLength} characters.");
}
