using Halext.Application.Assistant.Recipes;

namespace Halext.UnitTests.Assistant.Recipes;

public sealed class RecipeRulesTests
{
    private static readonly RawRecipe Toast = new() { Name = "Toast", Ingredients = [new() { Name = "Bread" }], Instructions = [new() { Instruction = "Toast it." }] };

    [TestCase("easy", "beginner")]
    [TestCase("Beginner", "beginner")]
    [TestCase("medium", "intermediate")]
    [TestCase("Hard!", "advanced")]
    [TestCase("expert", "expert")]
    [TestCase("insane", "intermediate")]
    [TestCase(null, "intermediate")]
    public void Difficulties(string? said, string meant) => Assert.That(RecipeRules.Difficulty(said), Is.EqualTo(meant));

    [Test]
    public void Defaults()
    {
        var recipe = RecipeRules.Recipe(Toast)!;
        Assert.That((recipe.Servings, recipe.Difficulty, recipe.MatchScore, recipe.TotalTimeMinutes, recipe.Nutrition), Is.EqualTo((4, "intermediate", 0.5, 0, (NutritionDto?)null)));
        Assert.That(Guid.TryParse(recipe.Id, out _) && Guid.TryParse(recipe.Ingredients[0].Id, out _) && Guid.TryParse(recipe.Instructions[0].Id, out _), Is.True);
    }

    [Test]
    public void What_cannot_be_cooked_is_no_recipe()
    {
        Assert.That(RecipeRules.Recipe(Toast with { Name = " " }), Is.Null);
        Assert.That(RecipeRules.Recipe(Toast with { Ingredients = [] }), Is.Null);
        Assert.That(RecipeRules.Recipe(Toast with { Instructions = null }), Is.Null);
        Assert.That(RecipeRules.Apply(new RawRecipes { Recipes = [] }).Failed, Is.True);
    }

    [Test]
    public void Numbers_out_of_range_are_not_known()
    {
        var recipe = RecipeRules.Recipe(Toast with { Servings = -1, PrepTimeMinutes = 1e12, CookTimeMinutes = 1.5, Nutrition = new RawNutrition { Calories = -5, Fat = 1.006 } })!;
        Assert.That((recipe.Servings, recipe.PrepTimeMinutes, recipe.CookTimeMinutes), Is.EqualTo((4, 0, 2)));
        Assert.That((recipe.Nutrition!.Calories, recipe.Nutrition.Fat), Is.EqualTo(((int?)null, (double?)1.01)));
    }

    [Test]
    public void The_score_of_all_is_their_mean()
    {
        var all = RecipeRules.Apply(new RawRecipes { Recipes = [Toast with { MatchScore = 1 }, Toast with { MatchScore = 0.333 }, Toast with { MatchScore = 80 }] }).Value;
        Assert.That((all.TotalRecipes, all.MatchScore), Is.EqualTo((3, 0.71)));
    }
}
