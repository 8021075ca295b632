using Halext.ApiTests.Messaging;
using Halext.TestKit;

namespace Halext.ApiTests.Assistant.Recipes;

public sealed class RecipeTests : AnswersTest
{
    private static readonly object Omelette = new
    {
        name = "Omelette",
        ingredients = new object[] { new { name = "Egg", amount = 3, unit = "" }, new { amount = "1" } },
        instructions = new object[] { new { instruction = "Beat." }, new { instruction = "" }, new { instruction = "Fry.", time_minutes = "5 minutes" } },
        prep_time_minutes = 2.5,
        cook_time_minutes = 5,
        difficulty = "Easy",
        image_url = "https://example.org/made-up.png",
        matched_ingredients = new[] { "Egg" },
    };

    [Test]
    public async Task Recipes()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says(Json(new { recipes = new[] { Omelette, new { description = "no name" } } }));
        var found = await Ask(user, "/ai/recipes/generate", new { ingredients = new[] { "eggs" }, dietary_restrictions = "vegetarian", servings = 2, model }, model);
        var recipe = found.GetProperty("recipes").EnumerateArray().Single();
        var egg = recipe.GetProperty("ingredients").EnumerateArray().Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((found.GetProperty("total_recipes").GetInt32(), found.GetProperty("match_score").GetDouble()), Is.EqualTo((1, 0.5)));
            Assert.That((recipe.Text("name"), recipe.Text("difficulty"), recipe.GetProperty("servings").GetInt32()), Is.EqualTo(("Omelette", "beginner", 4)));
            Assert.That(recipe.GetProperty("total_time_minutes").GetInt32(), Is.EqualTo(8));
            Assert.That((egg.Text("name"), egg.Text("amount")), Is.EqualTo(("Egg", "3")));
            Assert.That(recipe.GetProperty("instructions").EnumerateArray().Select(i => $"{i.GetProperty("step_number")} {i.Text("instruction")} {i.GetProperty("time_minutes")}"), Is.EqualTo(new[] { "1 Beat. ", "2 Fry. 5" }));
            Assert.That(recipe.GetProperty("nutrition").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
            Assert.That(recipe.GetProperty("image_url").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null), "models know no addresses of pictures");
            Assert.That(recipe.Text("id"), Is.Not.Empty);
            Assert.That(Assistant.Shown(model).Data, Is.EqualTo("""{"ingredients":["eggs"],"dietary_restrictions":["vegetarian"],"servings":2}"""));
        }
    }

    [Test]
    public async Task Meal_plans()
    {
        var user = await Server.SignUp();
        var day = new { meals = new object[] { new { meal_type = "Breakfast", recipe = Omelette }, new { meal_type = "Lunch", recipe = Omelette } } };
        var model = Assistant.Says(
            Json(new { days = new[] { day } }),
            Json(new { days = Enumerable.Repeat(day, 9), shopping_list = new[] { "- Eggs" }, estimated_cost = "12.50 EUR", nutrition_per_day = new { calories = 2000.4, protein = -1 } }));
        var plan = await Ask(user, "/ai/recipes/meal-plan", new { ingredients = new[] { "eggs" }, days = 8, meals_per_day = 1, budget = 20, model }, model);
        var days = plan.GetProperty("meal_plan").EnumerateArray().ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(days.Select(d => d.Text("day")), Is.EqualTo(new[] { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday" }));
            Assert.That(days.Select(d => d.GetProperty("meals").EnumerateArray().Single().Text("meal_type")), Is.All.EqualTo("breakfast"));
            Assert.That(Texts(plan.GetProperty("shopping_list")), Is.EqualTo(new[] { "Eggs" }));
            Assert.That(plan.GetProperty("estimated_cost").GetDouble(), Is.EqualTo(12.5));
            Assert.That(plan.GetProperty("nutrition_summary").GetProperty("calories").GetInt32(), Is.EqualTo(2000));
            Assert.That(plan.GetProperty("nutrition_summary").GetProperty("protein").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
            Assert.That(Assistant.CallsOf(model), Has.Count.EqualTo(2), "one day was too few");
        }
    }

    [Test]
    public async Task Substitutes()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says(Json(new { substitutions = new object[] { new { original = "Egg", substitute = "Banana", ratio = "1:0.5" }, new { original = "Egg" } } }));
        var found = await Ask(user, "/ai/recipes/suggest-substitutions", new { ingredients = "Egg", recipe_type = "cake", model }, model);
        Assert.That(found.GetProperty("substitutions").EnumerateArray().Single().Text("substitute"), Is.EqualTo("Banana"));
        Assert.That((found.GetProperty("recipes").GetArrayLength(), found.GetProperty("total_recipes").GetInt32(), found.GetProperty("match_score").GetDouble()), Is.EqualTo((0, 0, 0.0)));
    }

    [Test]
    public async Task Ingredients()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says(Json(new { extracted_ingredients = new[] { "Egg", "Egg", "Salt" }, categories = new object[] { new { name = "Spices", ingredients = new[] { "Salt" } }, new { } }, suggestions = new[] { "Omelette" } }));
        var found = await Ask(user, "/ai/recipes/analyze-ingredients", new { ingredients = new[] { "two eggs and some salt" }, model }, model);
        Assert.That(Texts(found.GetProperty("extracted_ingredients")), Is.EqualTo(new[] { "Egg", "Salt" }));
        Assert.That(found.GetProperty("categories").EnumerateArray().Single().Text("name"), Is.EqualTo("Spices"));
        Assert.That(Texts(found.GetProperty("suggestions")), Is.EqualTo(new[] { "Omelette" }));
    }

    [TestCase("generate", """{"ingredients":[]}""", "ingredients")]
    [TestCase("generate", """{"ingredients":[" "]}""", "ingredients")]
    [TestCase("generate", """{"ingredients":[null,"x"]}""", "ingredients")]
    [TestCase("generate", """{"ingredients":["x"],"servings":0}""", "servings")]
    [TestCase("generate", """{"ingredients":["x"],"time_limit_minutes":-1}""", "time_limit_minutes")]
    [TestCase("generate", """{"ingredients":{"x":1}}""", "ingredients")]
    [TestCase("meal-plan", """{"ingredients":["x"],"days":0,"meals_per_day":1}""", "days")]
    [TestCase("meal-plan", """{"ingredients":["x"],"days":15,"meals_per_day":1}""", "days")]
    [TestCase("meal-plan", """{"ingredients":["x"],"days":1,"meals_per_day":7}""", "meals_per_day")]
    [TestCase("meal-plan", """{"ingredients":["x"],"days":1}""", "meals_per_day")]
    [TestCase("meal-plan", """{"ingredients":["x"],"days":1,"meals_per_day":1,"budget":-1}""", "budget")]
    [TestCase("suggest-substitutions", """{}""", "ingredients")]
    [TestCase("analyze-ingredients", """{"ingredients":[]}""", "ingredients")]
    public async Task What_cannot_be_cooked_is_refused(string route, string body, string field)
    {
        var user = await Server.SignUp();
        await user.Client.SendText(HttpMethod.Post, "/ai/recipes/" + route, body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }
}
