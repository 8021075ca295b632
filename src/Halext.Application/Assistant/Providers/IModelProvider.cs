using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Providers;

/// <summary>How a server of models is spoken to.</summary>
public enum ProviderProtocol
{
    /// <summary>OpenAI's chat completions, which most others speak too: Gemini's compatible endpoint, OpenWebUI, vLLM, LiteLLM.</summary>
    OpenAi,

    /// <summary>Anthropic's messages.</summary>
    Anthropic,

    /// <summary>Ollama's own.</summary>
    Ollama,

    /// <summary>Nobody: answers are made up by rule, and say so.</summary>
    Mock,
}

/// <summary>A server of models and what opens it.</summary>
/// <param name="Provider">Its key, as in <see cref="Domain.Assistant.ProviderKeys"/>.</param>
/// <param name="Protocol">How to speak to it.</param>
/// <param name="Endpoint">The root of its API, as its protocol has it (OpenAI's ends in <c>/v1</c>).</param>
/// <param name="ApiKey">The credential, where it wants one.</param>
/// <param name="IsGuarded">Whether the address comes from a person, so that calls go through the guard against internal addresses.</param>
public sealed record ProviderConnection(string Provider, ProviderProtocol Protocol, Uri Endpoint, string? ApiKey, bool IsGuarded)
{
    /// <summary>Whether the endpoint is the vendor's own, outside of everybody's network.</summary>
    public bool IsVendor { get; init; }

    /// <summary>Without the key: records are written to logs by accident.</summary>
    public override string ToString() => $"{Provider} ({Protocol})";
}

/// <summary>A model that a server offers.</summary>
/// <param name="Name">The server's own name of it.</param>
/// <param name="SizeBytes">Of its files, where they are local.</param>
/// <param name="ModifiedAt">When it was made or last changed.</param>
/// <param name="OwnedBy">Whose it is, where the server says so.</param>
/// <param name="Description">What the server says of it.</param>
public sealed record ProviderModel(
    string Name, long? SizeBytes = null, DateTimeOffset? ModifiedAt = null, string? OwnedBy = null, string? Description = null);

/// <summary>
/// The adapter of one protocol: translates between <see cref="IChatClient"/> and the vendor's wire format. Whatever goes wrong at the server
/// is a <see cref="ProviderException"/>; cancellation is an <see cref="OperationCanceledException"/>. Adapters neither retry nor wait: that is
/// the caller's business, the same for all.
/// </summary>
/// <remarks>
/// Clients are light and live as long as one call. Texts are made of whole characters, also where a server tears them apart between two pieces. Usage is part of every answer and of every stream's last update
/// (<see cref="UsageContent"/>), where the server tells it.
/// </remarks>
public interface IModelProvider
{
    ProviderProtocol Protocol { get; }

    /// <summary>Speaks to a model. Whether it exists shows when it is asked.</summary>
    IChatClient Chat(ProviderConnection connection, string model);

    /// <summary>Turns texts into vectors.</summary>
    IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model);

    /// <summary>What the server offers, at most 1,000, in its own order.</summary>
    Task<IReadOnlyList<ProviderModel>> ListModels(ProviderConnection connection, CancellationToken ct);
}
