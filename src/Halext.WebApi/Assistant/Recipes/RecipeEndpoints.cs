using Halext.Application.Assistant.Recipes;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;

namespace Halext.WebApi.Assistant.Recipes;

internal sealed class RecipeEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var recipes = app.MapGroup("/ai/recipes").WithTags("Assistant");
        recipes.MapPost("/generate", GenerateRecipes);
        recipes.MapPost("/meal-plan", PlanMeals);
        recipes.MapPost("/suggest-substitutions", SuggestSubstitutions);
        recipes.MapPost("/analyze-ingredients", AnalyzeIngredients);
    }

    private static Task<AnswerReply<RecipesDto>> GenerateRecipes(RecipeBody body, ISender sender, CancellationToken ct) =>
        sender.Send(body.ToRequest(), ct).ToAnswer();

    private static Task<AnswerReply<MealPlanDto>> PlanMeals(MealPlanBody body, ISender sender, CancellationToken ct) =>
        sender.Send(body.ToRequest(), ct).ToAnswer();

    private static Task<AnswerReply<SubstitutionsDto>> SuggestSubstitutions(IngredientsBody body, ISender sender, CancellationToken ct) =>
        sender.Send(new SuggestSubstitutions(body.Ingredients, body.RecipeType, body.Model), ct).ToAnswer();

    private static Task<AnswerReply<IngredientAnalysisDto>> AnalyzeIngredients(IngredientsBody body, ISender sender, CancellationToken ct) =>
        sender.Send(new AnalyzeIngredients(body.Ingredients, body.Model), ct).ToAnswer();
}
