using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Recipes;

/// <summary>Proposes recipes for what somebody has in the kitchen.</summary>
/// <param name="Ingredients">What is there.</param>
/// <param name="DietaryRestrictions">Such as vegan.</param>
/// <param name="CuisinePreferences">Such as Italian.</param>
/// <param name="DifficultyLevel">How well the person cooks.</param>
/// <param name="TimeLimitMinutes">How long it may take.</param>
/// <param name="Servings">For how many.</param>
/// <param name="MealType">Such as dinner.</param>
/// <param name="Model">The wanted model.</param>
public sealed record GenerateRecipes(
    IReadOnlyList<string>? Ingredients,
    IReadOnlyList<string>? DietaryRestrictions = null,
    IReadOnlyList<string>? CuisinePreferences = null,
    string? DifficultyLevel = null,
    int? TimeLimitMinutes = null,
    int? Servings = null,
    string? MealType = null,
    string? Model = null) : ICommand<Answered<RecipesDto>>;

internal sealed class GenerateRecipesValidator : AbstractValidator<GenerateRecipes>
{
    public GenerateRecipesValidator()
    {
        RuleFor(x => x.Ingredients).AreIngredients();
        RuleFor(x => x.DietaryRestrictions).AreTexts();
        RuleFor(x => x.CuisinePreferences).AreTexts();
        RuleFor(x => x.DifficultyLevel).IsText(100);
        RuleFor(x => x.TimeLimitMinutes).InclusiveBetween(1, 24 * 60);
        RuleFor(x => x.Servings).InclusiveBetween(1, 100);
        RuleFor(x => x.MealType).IsText(100);
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class GenerateRecipesHandler(StructuredAnswers answers) : ICommandHandler<GenerateRecipes, Answered<RecipesDto>>
{
    public Task<Result<Answered<RecipesDto>>> Handle(GenerateRecipes request, CancellationToken ct) => answers.Ask(
        new StructuredQuestion("/ai/recipes/generate", Prompts.Recipes, request with { Model = null }, request.Model), RecipeRules.Form, ct);
}
