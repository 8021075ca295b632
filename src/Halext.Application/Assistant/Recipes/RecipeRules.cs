using FluentValidation;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Recipes;

/// <summary>What recipes are asked for with, and what becomes of a model's.</summary>
internal static class RecipeRules
{
    public const int RecipesMax = 20;
    public const int ServingsDefault = 4;
    public const double MatchScoreDefault = 0.5;
    public const int IngredientsMax = 100;
    private const int StepsMax = 100;
    private const int TagsMax = 20;
    private const int NameMaxLength = 200;
    private const int TextMaxLength = 4_000;
    private const int MinutesMax = 60 * 24 * 30;

    public static readonly AnswerForm<RawRecipes, RecipesDto> Form = new("recipes", Apply);

    public static void AreIngredients<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) =>
        rule.Must(texts => texts is not null && texts.Any(t => !string.IsNullOrWhiteSpace(t))).WithMessage("{PropertyName} names at least one ingredient.")
            .AreTexts(IngredientsMax);

    public static Result<RecipesDto> Apply(RawRecipes raw) =>
        Recipes(raw.Recipes) is { Count: > 0 } recipes
            ? Collect(recipes)
            : Error.Invalid("it contains no recipe with a name, ingredients and instructions.");

    public static RecipesDto Collect(IReadOnlyList<RecipeDto> recipes) =>
        new(recipes, recipes.Count, recipes.Count == 0 ? 0 : Math.Round(recipes.Average(r => r.MatchScore), 2));

    /// <summary>Those that can be cooked: they have a name, ingredients and instructions.</summary>
    public static List<RecipeDto> Recipes(IReadOnlyList<RawRecipe>? raw) => [.. (raw ?? []).Select(Recipe).OfType<RecipeDto>().Take(RecipesMax)];

    public static RecipeDto? Recipe(RawRecipe? raw)
    {
        if (raw is null || AnswerRules.Text(raw.Name, NameMaxLength) is not { } name)
            return null;
        var ingredients = (raw.Ingredients ?? []).Select(Ingredient).OfType<IngredientDto>().Take(IngredientsMax).ToList();
        var steps = (raw.Instructions ?? []).Where(i => !string.IsNullOrWhiteSpace(i.Instruction)).Take(StepsMax).Select(Step).ToList();
        if (ingredients.Count == 0 || steps.Count == 0)
            return null;

        var (prep, cook) = (Minutes(raw.PrepTimeMinutes) ?? 0, Minutes(raw.CookTimeMinutes) ?? 0);
        return new RecipeDto
        {
            Id = NewId(),
            Name = name,
            Description = AnswerRules.Text(raw.Description, TextMaxLength) ?? "",
            Ingredients = ingredients,
            Instructions = steps,
            PrepTimeMinutes = prep,
            CookTimeMinutes = cook,
            TotalTimeMinutes = prep + cook,
            Servings = raw.Servings is >= 1 and <= 1_000 ? (int)raw.Servings.Value : ServingsDefault,
            Difficulty = Difficulty(raw.Difficulty),
            Cuisine = AnswerRules.Text(raw.Cuisine, NameMaxLength),

            // Models know no pictures, only addresses that they make up.
            ImageUrl = null,
            Nutrition = Nutrition(raw.Nutrition) is var nutrition && nutrition == Unknown ? null : nutrition,
            Tags = AnswerRules.Labels(raw.Tags, TagsMax),
            MatchedIngredients = AnswerRules.Lines(raw.MatchedIngredients, IngredientsMax),
            MissingIngredients = AnswerRules.Lines(raw.MissingIngredients, IngredientsMax),
            MatchScore = AnswerRules.Share(raw.MatchScore, MatchScoreDefault),
        };
    }

    /// <summary>In the words of the clients; models also say easy, medium and hard.</summary>
    public static string Difficulty(string? text) =>
        AnswerRules.OneOf(text, "beginner", "easy", "simple", "intermediate", "medium", "advanced", "hard", "difficult", "expert") switch
        {
            "beginner" or "easy" or "simple" => "beginner",
            "advanced" or "hard" or "difficult" => "advanced",
            "expert" => "expert",
            _ => "intermediate",
        };

    /// <summary>What is not known, or cannot be, is null.</summary>
    public static NutritionDto Nutrition(RawNutrition? raw) => raw is null
        ? Unknown
        : new NutritionDto(
            (int?)Amount(raw.Calories), Amount(raw.Protein), Amount(raw.Carbohydrates), Amount(raw.Fat), Amount(raw.Fiber), Amount(raw.Sugar), Amount(raw.Sodium));

    public static string NewId() => Guid.CreateVersion7().ToString();

    private static readonly NutritionDto Unknown = new(null, null, null, null, null, null, null);

    private static double? Amount(double? number) => number is >= 0 and <= 1_000_000 ? Math.Round(number.Value, 2) : null;

    private static int? Minutes(double? number) => number is >= 0 and <= MinutesMax ? (int)Math.Ceiling(number.Value) : null;

    private static IngredientDto? Ingredient(RawIngredient raw) => AnswerRules.Text(raw.Name, NameMaxLength) is { } name
        ? new IngredientDto(
            NewId(),
            name,
            AnswerRules.Text(raw.Amount, NameMaxLength) ?? "",
            AnswerRules.Text(raw.Unit, NameMaxLength) ?? "",
            AnswerRules.Text(raw.Notes, TextMaxLength),
            bool.TryParse(raw.IsOptional, out var isOptional) && isOptional)
        : null;

    private static InstructionDto Step(RawInstruction raw, int index) => new(
        NewId(),
        index + 1,
        AnswerRules.Text(raw.Instruction, TextMaxLength)!,
        Minutes(raw.TimeMinutes),
        null,
        AnswerRules.Text(raw.TimerName, NameMaxLength));
}
