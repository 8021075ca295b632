using System.Text.Json.Serialization;
using Halext.Application.Assistant.Credentials;

namespace Halext.Application.Assistant.Providers;

/// <summary>A model that the caller may use.</summary>
public sealed record AiModelDto
{
    /// <summary>What to send as <c>model</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Whose it is; models of nodes say <c>ollama</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Of its files, as text: mobile clients read nothing else.</summary>
    public string? Size { get; init; }

    /// <summary>remote, openwebui, local, client or mock.</summary>
    public required string Source { get; init; }

    public int? NodeId { get; init; }

    public string? NodeName { get; init; }

    /// <summary>Where it runs; addresses inside the operator's network are shown to administrators only.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Of the node when it was last looked at.</summary>
    public int? LatencyMs { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public string? ModifiedAt { get; init; }

    public string? Description { get; init; }

    public int? ContextWindow { get; init; }

    public int? MaxOutputTokens { get; init; }

    /// <summary>US dollars per million tokens; null where nobody knows the price.</summary>
    [JsonPropertyName("input_cost_per_1m")]
    public decimal? InputCost { get; init; }

    /// <summary>US dollars per million tokens.</summary>
    [JsonPropertyName("output_cost_per_1m")]
    public decimal? OutputCost { get; init; }

    public bool? SupportsVision { get; init; }

    public bool? SupportsFunctionCalling { get; init; }
}

/// <summary>A source of models that could not be asked; its models are missing from the list.</summary>
public sealed record MissingModelsDto(string Provider, int? NodeId, string Message);

/// <summary>The models that the caller may use.</summary>
/// <param name="Models">The caller's default first.</param>
/// <param name="Provider">Of the default.</param>
/// <param name="CurrentModel">Name of the default.</param>
/// <param name="DefaultModelId">Who answers where no model is named.</param>
/// <param name="Credentials">Which providers have a key.</param>
/// <param name="Unavailable">Sources that could not be asked now.</param>
public sealed record AiModelsDto(
    IReadOnlyList<AiModelDto> Models,
    string Provider,
    string CurrentModel,
    string? DefaultModelId,
    IReadOnlyList<CredentialStatusDto>? Credentials,
    IReadOnlyList<MissingModelsDto> Unavailable);
