using System.Text.Json.Serialization;
using Halext.Application.Assistant.Recipes;
using Halext.WebApi.Common.Json;

namespace Halext.WebApi.Assistant.Recipes;

/// <summary>The same as <see cref="GenerateRecipes"/>; where a list is wanted, one text will do.</summary>
internal sealed record RecipeBody(
    [property: JsonConverter(typeof(TextsConverter))] IReadOnlyList<string>? Ingredients = null,
    [property: JsonConverter(typeof(TextsConverter))] IReadOnlyList<string>? DietaryRestrictions = null,
    [property: JsonConverter(typeof(TextsConverter))] IReadOnlyList<string>? CuisinePreferences = null,
    string? DifficultyLevel = null,
    int? TimeLimitMinutes = null,
    int? Servings = null,
    string? MealType = null,
    string? Model = null)
{
    public GenerateRecipes ToRequest() =>
        new(Ingredients, DietaryRestrictions, CuisinePreferences, DifficultyLevel, TimeLimitMinutes, Servings, MealType, Model);
}

/// <summary>The same as <see cref="PlanMeals"/>; where a list is wanted, one text will do.</summary>
internal sealed record MealPlanBody(
    [property: JsonConverter(typeof(TextsConverter))] IReadOnlyList<string>? Ingredients = null,
    int? Days = null,
    int? MealsPerDay = null,
    [property: JsonConverter(typeof(TextsConverter))] IReadOnlyList<string>? DietaryRestrictions = null,
    decimal? Budget = null,
    string? Model = null)
{
    public PlanMeals ToRequest() => new(Ingredients, Days, MealsPerDay, DietaryRestrictions, Budget, Model);
}

/// <summary>The same as <see cref="SuggestSubstitutions"/> and <see cref="AnalyzeIngredients"/>; where a list is wanted, one text will do.</summary>
internal sealed record IngredientsBody(
    [property: JsonConverter(typeof(TextsConverter))] IReadOnlyList<string>? Ingredients = null, string? RecipeType = null, string? Model = null);
