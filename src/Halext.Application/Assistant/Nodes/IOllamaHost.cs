using Halext.Application.Assistant.Providers;

namespace Halext.Application.Assistant.Nodes;

/// <summary>A model in the memory of an Ollama.</summary>
/// <param name="SizeBytes">In memory, all of it.</param>
/// <param name="VramBytes">On graphics cards.</param>
/// <param name="ExpiresAt">When it is unloaded if nobody asks it.</param>
public sealed record LoadedModel(string Name, long? SizeBytes, long? VramBytes, DateTimeOffset? ExpiresAt);

/// <summary>What an Ollama knows of one of its models.</summary>
/// <param name="ParameterSize">As in <c>8.0B</c>.</param>
/// <param name="Quantization">As in <c>Q4_K_M</c>.</param>
/// <param name="ContextLength">Tokens.</param>
/// <param name="Capabilities">As in <c>completion</c>, <c>tools</c>, <c>vision</c>, <c>embedding</c>.</param>
public sealed record LocalModel(string? Family, string? ParameterSize, string? Quantization, int? ContextLength, IReadOnlyList<string> Capabilities);

/// <summary>How far the download of a model is.</summary>
/// <param name="Status">What is being done, in Ollama's words; <c>success</c> is the last.</param>
/// <param name="CompletedBytes">Of the file in question.</param>
/// <param name="TotalBytes">Of the file in question.</param>
public sealed record PullProgress(string Status, long? CompletedBytes, long? TotalBytes)
{
    public const string Success = "success";
}

/// <summary>
/// The housekeeping of an Ollama: what it runs, loads and downloads. Chats go through <see cref="IModelProvider"/>. Failures are
/// <see cref="ProviderException"/>s; each call has its own time limit, and none is repeated.
/// </summary>
public interface IOllamaHost
{
    Task<string> Version(ProviderConnection connection, CancellationToken ct);

    /// <summary>The models in memory.</summary>
    Task<IReadOnlyList<LoadedModel>> LoadedModels(ProviderConnection connection, CancellationToken ct);

    Task<LocalModel> Show(ProviderConnection connection, string model, CancellationToken ct);

    /// <summary>Downloads a model. Ends after <c>success</c>; a download that fails throws.</summary>
    IAsyncEnumerable<PullProgress> Pull(ProviderConnection connection, string model, CancellationToken ct);

    /// <summary>Deletes a model's files.</summary>
    Task Delete(ProviderConnection connection, string model, CancellationToken ct);

    /// <summary>Loads a model into memory, and returns when it is there.</summary>
    /// <param name="keepAlive">How long it stays without being asked; null for the host's default.</param>
    Task Load(ProviderConnection connection, string model, TimeSpan? keepAlive, CancellationToken ct);

    /// <summary>Takes a model out of memory.</summary>
    Task Unload(ProviderConnection connection, string model, CancellationToken ct);

    /// <summary>Has an image model paint.</summary>
    /// <returns>The bytes of an image, as a rule a PNG.</returns>
    Task<byte[]> Paint(ProviderConnection connection, string model, string prompt, CancellationToken ct);
}
