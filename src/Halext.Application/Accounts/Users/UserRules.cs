using FluentValidation;
using Halext.Domain.Accounts;

namespace Halext.Application.Accounts.Users;

internal static class UserRules
{
    public static void IsEmail<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().Must(email => email is null || User.IsValidEmail(email.Trim())).WithMessage("The e-mail address is not valid.");

    public static void IsNewPassword<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().MinimumLength(User.PasswordMinLength).MaximumLength(User.PasswordMaxLength);

    public static void IsFullName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(User.FullNameMaxLength)
            .Must(name => name is null || !name.Any(char.IsControl)).WithMessage("The full name must not contain control characters.");
}
