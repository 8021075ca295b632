using Halext.Application.Assistant.Providers;

namespace Halext.Application.Assistant.Credentials;

/// <summary>Whether there is a key for a provider, never the key.</summary>
/// <param name="Provider">The provider's key word.</param>
/// <param name="HasKey">Whether calls to this provider have a key.</param>
/// <param name="MaskedKey">The last four characters behind asterisks; null for keys of others and for those that cannot be read any more.</param>
/// <param name="KeyName">What its owner calls it.</param>
/// <param name="Model">The model that it is used for first.</param>
/// <param name="Id">Of the stored key; null when nothing is stored.</param>
/// <param name="Source">Whose key it is: the person's own, the instance's, or the operator's from the environment.</param>
public sealed record CredentialStatusDto(
    string Provider, bool HasKey, string? MaskedKey, string? KeyName, string? Model, int? Id = null, KeySource? Source = null);
