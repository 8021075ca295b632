using FluentValidation;

namespace Halext.UnitTests;

internal static class Validation
{
    /// <summary>The names of the fields that the validator refuses, as the code names them.</summary>
    public static string[] WrongFields<T>(this IValidator<T> validator, T request) =>
        [.. validator.Validate(request).Errors.Select(e => e.PropertyName).Distinct()];
}
