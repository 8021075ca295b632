using System.ComponentModel;

namespace Halext.Application.Assistant.Recipes;

/// <summary>A recipe as a model writes it.</summary>
internal sealed record RawRecipe
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<RawIngredient>? Ingredients { get; init; }

    public IReadOnlyList<RawInstruction>? Instructions { get; init; }

    public double? PrepTimeMinutes { get; init; }

    public double? CookTimeMinutes { get; init; }

    public double? Servings { get; init; }

    [Description("beginner, intermediate, advanced or expert")]
    public string? Difficulty { get; init; }

    public string? Cuisine { get; init; }

    [Description("Per serving.")]
    public RawNutrition? Nutrition { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    [Description("Which of the given ingredients the recipe uses.")]
    public IReadOnlyList<string>? MatchedIngredients { get; init; }

    [Description("What the recipe needs that was not given.")]
    public IReadOnlyList<string>? MissingIngredients { get; init; }

    [Description("From 0 to 1: how well the recipe goes with the given ingredients.")]
    public double? MatchScore { get; init; }
}

internal sealed record RawIngredient
{
    public string? Name { get; init; }

    public string? Amount { get; init; }

    public string? Unit { get; init; }

    public string? Notes { get; init; }

    [Description("true or false")]
    public string? IsOptional { get; init; }
}

internal sealed record RawInstruction
{
    public string? Instruction { get; init; }

    public double? TimeMinutes { get; init; }

    [Description("What to call a timer for this step, or null.")]
    public string? TimerName { get; init; }
}

internal sealed record RawNutrition
{
    [Description("kcal")]
    public double? Calories { get; init; }

    [Description("Grams.")]
    public double? Protein { get; init; }

    [Description("Grams.")]
    public double? Carbohydrates { get; init; }

    [Description("Grams.")]
    public double? Fat { get; init; }

    [Description("Grams.")]
    public double? Fiber { get; init; }

    [Description("Grams.")]
    public double? Sugar { get; init; }

    [Description("Milligrams.")]
    public double? Sodium { get; init; }
}

/// <summary>Recipes as a model writes them.</summary>
internal sealed record RawRecipes
{
    public IReadOnlyList<RawRecipe>? Recipes { get; init; }
}
