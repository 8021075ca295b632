using System.ComponentModel;
using System.Globalization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Recipes;

/// <summary>Plans meals for some days, with a shopping list.</summary>
/// <param name="Ingredients">What is there.</param>
/// <param name="Days">For how many days.</param>
/// <param name="MealsPerDay">How many meals on each.</param>
/// <param name="DietaryRestrictions">Such as vegan.</param>
/// <param name="Budget">What the shopping may cost.</param>
/// <param name="Model">The wanted model.</param>
public sealed record PlanMeals(
    IReadOnlyList<string>? Ingredients,
    int? Days,
    int? MealsPerDay,
    IReadOnlyList<string>? DietaryRestrictions = null,
    decimal? Budget = null,
    string? Model = null) : ICommand<Answered<MealPlanDto>>
{
    public const int DaysMax = 14;
    public const int MealsPerDayMax = 6;
}

/// <summary>A plan.</summary>
/// <param name="MealPlan">The days, named from Monday.</param>
/// <param name="ShoppingList">What to buy.</param>
/// <param name="EstimatedCost">What that costs about.</param>
/// <param name="NutritionSummary">What a day's meals hold on average.</param>
public sealed record MealPlanDto(
    IReadOnlyList<MealDayDto> MealPlan, IReadOnlyList<string> ShoppingList, double? EstimatedCost, NutritionDto NutritionSummary);

public sealed record MealDayDto(string Id, string Day, IReadOnlyList<MealDto> Meals);

public sealed record MealDto(string Id, string MealType, RecipeDto Recipe);

internal sealed class PlanMealsValidator : AbstractValidator<PlanMeals>
{
    public PlanMealsValidator()
    {
        RuleFor(x => x.Ingredients).AreIngredients();
        RuleFor(x => x.Days).NotNull().InclusiveBetween(1, PlanMeals.DaysMax);
        RuleFor(x => x.MealsPerDay).NotNull().InclusiveBetween(1, PlanMeals.MealsPerDayMax);
        RuleFor(x => x.DietaryRestrictions).AreTexts();
        RuleFor(x => x.Budget).InclusiveBetween(0, 1_000_000);
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class PlanMealsHandler(StructuredAnswers answers) : ICommandHandler<PlanMeals, Answered<MealPlanDto>>
{
    public Task<Result<Answered<MealPlanDto>>> Handle(PlanMeals request, CancellationToken ct) => answers.Ask(
        new StructuredQuestion("/ai/recipes/meal-plan", Prompts.MealPlan, request with { Model = null }, request.Model),
        MealPlan.Form(request.Days!.Value, request.MealsPerDay!.Value),
        ct);
}

internal static class MealPlan
{
    private const int ShoppingListMax = 200;
    private const int MealTypeMaxLength = 50;

    public static AnswerForm<Raw, MealPlanDto> Form(int days, int mealsPerDay) => new("meal_plan", raw => Apply(raw, days, mealsPerDay));

    public static Result<MealPlanDto> Apply(Raw raw, int days, int mealsPerDay)
    {
        var plan = (raw.Days ?? []).Take(days).Select((day, index) => Day(day, index, mealsPerDay)).ToList();
        if (plan.Count < days)
            return Error.Invalid(string.Create(CultureInfo.InvariantCulture, $"it has {plan.Count} days instead of {days}."));
        if (plan.FirstOrDefault(d => d.Meals.Count == 0) is { } empty)
            return Error.Invalid($"{empty.Day} has no meal with a recipe that has a name, ingredients and instructions.");
        return new MealPlanDto(
            plan,
            AnswerRules.Lines(raw.ShoppingList, ShoppingListMax),
            raw.EstimatedCost is >= 0 and <= 1_000_000_000 ? Math.Round(raw.EstimatedCost.Value, 2) : null,
            RecipeRules.Nutrition(raw.NutritionPerDay));
    }

    /// <summary>Days are called Monday, Tuesday … from the first one on; the second week begins with Monday again.</summary>
    private static MealDayDto Day(RawDay raw, int index, int mealsPerDay) => new(
        RecipeRules.NewId(),
        ((DayOfWeek)((index + 1) % 7)).ToString(),
        [.. (raw.Meals ?? []).Select(Meal).OfType<MealDto>().Take(mealsPerDay)]);

    private static MealDto? Meal(RawMeal raw) => RecipeRules.Recipe(raw.Recipe) is { } recipe
        ? new MealDto(RecipeRules.NewId(), AnswerRules.Text(raw.MealType, MealTypeMaxLength)?.ToLowerInvariant() ?? "meal", recipe)
        : null;

    internal sealed record Raw
    {
        [Description("As many as were asked for, in order.")]
        public IReadOnlyList<RawDay>? Days { get; init; }

        public IReadOnlyList<string>? ShoppingList { get; init; }

        [Description("What the shopping costs about.")]
        public double? EstimatedCost { get; init; }

        [Description("What one day's meals hold on average.")]
        public RawNutrition? NutritionPerDay { get; init; }
    }

    internal sealed record RawDay
    {
        public IReadOnlyList<RawMeal>? Meals { get; init; }
    }

    internal sealed record RawMeal
    {
        [Description("breakfast, lunch, dinner or snack")]
        public string? MealType { get; init; }

        public RawRecipe? Recipe { get; init; }
    }
}
