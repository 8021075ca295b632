using System.Text.Json;
using FluentValidation;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

internal static class PageRules
{
    /// <summary>How many characters the layouts of one list hold together: 500 of the largest would be 128 MB.</summary>
    public const int ListedLayoutsMax = 8 * 1024 * 1024;

    /// <summary>
    /// The first rows, as many as have layouts of <see cref="ListedLayoutsMax"/> together, and at least one, so that whoever asks for what is
    /// behind them gets on.
    /// </summary>
    public static async Task<List<T>> TakeListed<T>(this IQueryable<T> rows, Func<T, string> layoutOf, CancellationToken ct)
    {
        var listed = new List<T>();
        var left = ListedLayoutsMax;
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            left -= layoutOf(row).Length;
            if (left < 0 && listed.Count > 0)
                break;
            listed.Add(row);
        }

        return listed;
    }

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
