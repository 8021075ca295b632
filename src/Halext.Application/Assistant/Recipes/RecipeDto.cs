namespace Halext.Application.Assistant.Recipes;

/// <summary>A recipe.</summary>
public sealed record RecipeDto
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<IngredientDto> Ingredients { get; init; }

    public required IReadOnlyList<InstructionDto> Instructions { get; init; }

    public required int PrepTimeMinutes { get; init; }

    public required int CookTimeMinutes { get; init; }

    public required int TotalTimeMinutes { get; init; }

    public required int Servings { get; init; }

    /// <summary>beginner, intermediate, advanced or expert.</summary>
    public required string Difficulty { get; init; }

    public required string? Cuisine { get; init; }

    public required string? ImageUrl { get; init; }

    /// <summary>Per serving; null when the model says nothing of it.</summary>
    public required NutritionDto? Nutrition { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>What of the given ingredients it uses.</summary>
    public required IReadOnlyList<string> MatchedIngredients { get; init; }

    /// <summary>What it needs besides.</summary>
    public required IReadOnlyList<string> MissingIngredients { get; init; }

    /// <summary>How well it goes with the given ingredients, from 0 to 1.</summary>
    public required double MatchScore { get; init; }
}

public sealed record IngredientDto(string Id, string Name, string Amount, string Unit, string? Notes, bool IsOptional);

public sealed record InstructionDto(string Id, int StepNumber, string Instruction, int? TimeMinutes, string? ImageUrl, string? TimerName);

/// <summary>Calories in kcal, sodium in milligrams, everything else in grams.</summary>
public sealed record NutritionDto(
    int? Calories, double? Protein, double? Carbohydrates, double? Fat, double? Fiber, double? Sugar, double? Sodium);

/// <summary>Recipes.</summary>
/// <param name="Recipes">The recipes.</param>
/// <param name="TotalRecipes">How many.</param>
/// <param name="MatchScore">The mean of their scores.</param>
public sealed record RecipesDto(IReadOnlyList<RecipeDto> Recipes, int TotalRecipes, double MatchScore);
