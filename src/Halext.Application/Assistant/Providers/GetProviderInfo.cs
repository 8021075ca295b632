using Halext.Application.Assistant.Credentials;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Providers;

/// <summary>Who answers the signed-in person by default, and which providers there are for them.</summary>
public sealed record GetProviderInfo : IQuery<AiProviderInfoDto>;

/// <summary>Who answers by default, and which providers there are.</summary>
/// <param name="Provider">Of the default model.</param>
/// <param name="Model">Name of the default model.</param>
/// <param name="DefaultModelId">Identifier of the default model.</param>
/// <param name="AvailableProviders">Those that can be asked, by name; the operator's Ollama is called <c>ollama-local</c>.</param>
/// <param name="OllamaUrl">For administrators.</param>
/// <param name="OpenwebuiUrl">For administrators.</param>
/// <param name="OpenwebuiPublicUrl">Where browsers find Open WebUI.</param>
/// <param name="Credentials">Which providers have a key.</param>
public sealed record AiProviderInfoDto(
    string Provider,
    string Model,
    string? DefaultModelId,
    IReadOnlyList<string> AvailableProviders,
    Uri? OllamaUrl,
    Uri? OpenwebuiUrl,
    Uri? OpenwebuiPublicUrl,
    IReadOnlyList<CredentialStatusDto>? Credentials);

internal sealed class GetProviderInfoHandler(ModelDirectory directory, AssistantSettings settings, ISecretProtector secrets, ICurrentUser user)
    : IQueryHandler<GetProviderInfo, AiProviderInfoDto>
{
    public async Task<Result<AiProviderInfoDto>> Handle(GetProviderInfo request, CancellationToken ct)
    {
        var reach = await directory.Survey(ct);
        var usual = reach.Default;
        return new AiProviderInfoDto(
            usual.Provider,
            usual.Model,
            usual.ToString(),
            [.. reach.Providers.Select(p => p.Key == ProviderKeys.Ollama ? "ollama-local" : p.Key).Order(StringComparer.Ordinal)],
            AddressOf(ProviderKeys.Ollama),
            AddressOf(ProviderKeys.OpenWebUi) is { } api ? new Uri(api, "/") : null,
            settings.OpenWebUiPublicUrl,
            CredentialBook.ForOldClients(CredentialBook.Of(reach, settings, secrets)));
    }

    private Uri? AddressOf(string provider) =>
        user.Actor is { IsAdmin: true } ? settings.Providers.FirstOrDefault(p => p.Key == provider)?.Endpoint : null;
}
