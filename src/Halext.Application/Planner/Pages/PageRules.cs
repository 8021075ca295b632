using System.Text.Json;
using FluentValidation;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Pages;

internal static class PageRules
{
    public static void IsPageTitle<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(Page.TitleMaxLength);

    public static void IsPageDescription<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(Page.DescriptionMaxLength);

    public static IRuleBuilderOptions<T, string?> IsVisibility<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(word => word is null || VisibilityOf(word) is not null).WithMessage("{PropertyName} is one of private, shared, public.");

    /// <summary>Null when the word is none.</summary>
    public static PageVisibility? VisibilityOf(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        "private" => PageVisibility.Private,
        "shared" => PageVisibility.Shared,
        "public" => PageVisibility.Public,
        _ => null,
    };

    public static IRuleBuilderOptionsConditions<T, JsonElement?> IsLayout<T>(this IRuleBuilder<T, JsonElement?> rule) => rule.Custom((layout, context) =>
    {
        if (layout is { } present && PageLayout.ProblemOf(present) is { } problem)
            context.AddFailure(problem);
    });
}
