using System.ComponentModel;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Recipes;

/// <summary>Says what takes the place of ingredients, and proposes recipes with the substitutes.</summary>
/// <param name="Ingredients">What is to be replaced.</param>
/// <param name="RecipeType">In what sort of dish.</param>
/// <param name="Model">The wanted model.</param>
public sealed record SuggestSubstitutions(IReadOnlyList<string>? Ingredients, string? RecipeType = null, string? Model = null)
    : ICommand<Answered<SubstitutionsDto>>;

/// <summary>Recipes, and what was replaced in them.</summary>
/// <param name="Recipes">The recipes; there may be none.</param>
/// <param name="TotalRecipes">How many.</param>
/// <param name="MatchScore">The mean of their scores.</param>
/// <param name="Substitutions">What takes the place of what.</param>
public sealed record SubstitutionsDto(
    IReadOnlyList<RecipeDto> Recipes, int TotalRecipes, double MatchScore, IReadOnlyList<SubstitutionDto> Substitutions);

public sealed record SubstitutionDto(string Original, string Substitute, string? Ratio, string? Notes);

internal sealed class SuggestSubstitutionsValidator : AbstractValidator<SuggestSubstitutions>
{
    public SuggestSubstitutionsValidator()
    {
        RuleFor(x => x.Ingredients).AreIngredients();
        RuleFor(x => x.RecipeType).IsText(200);
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class SuggestSubstitutionsHandler(StructuredAnswers answers) : ICommandHandler<SuggestSubstitutions, Answered<SubstitutionsDto>>
{
    public Task<Result<Answered<SubstitutionsDto>>> Handle(SuggestSubstitutions request, CancellationToken ct) => answers.Ask(
        new StructuredQuestion("/ai/recipes/suggest-substitutions", Prompts.Substitutions, request with { Model = null }, request.Model), Substitutions.Form, ct);
}

internal static class Substitutions
{
    private const int Max = 100;
    private const int TextMaxLength = 500;

    public static readonly AnswerForm<Raw, SubstitutionsDto> Form = new("substitutions", Apply);

    public static Result<SubstitutionsDto> Apply(Raw raw)
    {
        var found = (raw.Substitutions ?? []).Select(Substitution).OfType<SubstitutionDto>().Take(Max).ToList();
        var (recipes, count, score) = RecipeRules.Collect(RecipeRules.Recipes(raw.Recipes));
        return found.Count == 0 && count == 0
            ? Error.Invalid("it names neither substitutes nor recipes.")
            : new SubstitutionsDto(recipes, count, score, found);
    }

    private static SubstitutionDto? Substitution(RawSubstitution raw) =>
        AnswerRules.Text(raw.Original, TextMaxLength) is { } original && AnswerRules.Text(raw.Substitute, TextMaxLength) is { } substitute
            ? new SubstitutionDto(original, substitute, AnswerRules.Text(raw.Ratio, TextMaxLength), AnswerRules.Text(raw.Notes, TextMaxLength))
            : null;

    internal sealed record Raw
    {
        public IReadOnlyList<RawSubstitution>? Substitutions { get; init; }

        [Description("At most two.")]
        public IReadOnlyList<RawRecipe>? Recipes { get; init; }
    }

    internal sealed record RawSubstitution
    {
        public string? Original { get; init; }

        public string? Substitute { get; init; }

        [Description("Such as 1:1.")]
        public string? Ratio { get; init; }

        public string? Notes { get; init; }
    }
}
