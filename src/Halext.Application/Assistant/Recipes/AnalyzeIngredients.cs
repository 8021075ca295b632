using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Recipes;

/// <summary>Finds ingredients in what somebody wrote, and sorts them.</summary>
/// <param name="Ingredients">Texts with ingredients in them.</param>
/// <param name="Model">The wanted model.</param>
public sealed record AnalyzeIngredients(IReadOnlyList<string>? Ingredients, string? Model = null) : ICommand<Answered<IngredientAnalysisDto>>;

/// <summary>What was found.</summary>
/// <param name="ExtractedIngredients">The ingredients, each once.</param>
/// <param name="Categories">The same, sorted.</param>
/// <param name="Suggestions">What to make of them, and what would go with them.</param>
public sealed record IngredientAnalysisDto(
    IReadOnlyList<string> ExtractedIngredients, IReadOnlyList<IngredientCategoryDto> Categories, IReadOnlyList<string> Suggestions);

public sealed record IngredientCategoryDto(string Id, string Name, IReadOnlyList<string> Ingredients);

internal sealed class AnalyzeIngredientsValidator : AbstractValidator<AnalyzeIngredients>
{
    public AnalyzeIngredientsValidator()
    {
        RuleFor(x => x.Ingredients)
            .Must(texts => texts is not null && texts.Any(t => !string.IsNullOrWhiteSpace(t))).WithMessage("{PropertyName} names at least one ingredient.");
        RuleFor(x => x.Ingredients).AreTexts(maxLength: AssistantRules.TextMaxLength);
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class AnalyzeIngredientsHandler(StructuredAnswers answers) : ICommandHandler<AnalyzeIngredients, Answered<IngredientAnalysisDto>>
{
    public Task<Result<Answered<IngredientAnalysisDto>>> Handle(AnalyzeIngredients request, CancellationToken ct) => answers.Ask(
        new StructuredQuestion("/ai/recipes/analyze-ingredients", Prompts.Analysis, new { request.Ingredients }, request.Model), IngredientAnalysis.Form, ct);
}

internal static class IngredientAnalysis
{
    private const int IngredientsMax = 200;
    private const int CategoriesMax = 30;
    private const int SuggestionsMax = 10;
    private const int NameMaxLength = 100;

    public static readonly AnswerForm<Raw, IngredientAnalysisDto> Form = new("ingredients", Apply);

    public static Result<IngredientAnalysisDto> Apply(Raw raw)
    {
        var found = AnswerRules.Lines(raw.ExtractedIngredients, IngredientsMax);
        return found.Count == 0
            ? Error.Invalid("it names no ingredients.")
            : new IngredientAnalysisDto(
                found,
                [.. (raw.Categories ?? []).Select(Category).OfType<IngredientCategoryDto>().Take(CategoriesMax)],
                AnswerRules.Lines(raw.Suggestions, SuggestionsMax));
    }

    private static IngredientCategoryDto? Category(RawCategory raw) => AnswerRules.Text(raw.Name, NameMaxLength) is { } name
        ? new IngredientCategoryDto(RecipeRules.NewId(), name, AnswerRules.Lines(raw.Ingredients, IngredientsMax))
        : null;

    internal sealed record Raw
    {
        public IReadOnlyList<string>? ExtractedIngredients { get; init; }

        public IReadOnlyList<RawCategory>? Categories { get; init; }

        public IReadOnlyList<string>? Suggestions { get; init; }
    }

    internal sealed record RawCategory
    {
        public string? Name { get; init; }

        public IReadOnlyList<string>? Ingredients { get; init; }
    }
}
