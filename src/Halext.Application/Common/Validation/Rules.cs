using FluentValidation;

namespace Halext.Application.Common.Validation;

/// <summary>Rules that many requests share.</summary>
internal static class Rules
{
    /// <summary>The most items that one answer holds.</summary>
    public const int PageSizeMax = 500;

    public const int SearchMaxLength = 200;

    public static void IsPageSize<T>(this IRuleBuilder<T, int> rule, int max = PageSizeMax) => rule.InclusiveBetween(1, max);

    public static void IsOffset<T>(this IRuleBuilder<T, int> rule) => rule.GreaterThanOrEqualTo(0);
}
