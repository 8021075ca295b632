using FluentValidation;
using Halext.Domain.Assistant;

namespace Halext.Application.Assistant.Credentials;

internal static class CredentialRules
{
    /// <summary>Who wants keys, in the order in which clients show them.</summary>
    public static readonly IReadOnlyList<string> Providers = [ProviderKeys.OpenAi, ProviderKeys.Gemini, ProviderKeys.Anthropic, ProviderKeys.OpenWebUi];

    public static string Canonical(string provider) => provider.Trim().ToLowerInvariant();

    public static void IsProvider<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(p => p is not null && Providers.Contains(Canonical(p))).WithMessage($"The provider is one of {string.Join(", ", Providers)}.");

    /// <summary>Keys travel in headers.</summary>
    public static void IsApiKey<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().MaximumLength(ProviderCredential.KeyMaxLength)
            .Must(key => key is null || key.Trim().All(c => c is > ' ' and <= '~')).WithMessage("A key has no blanks and no special characters.");
}
