namespace Halext.Application.Assistant.Providers;

/// <summary>What a server offers.</summary>
/// <param name="Models">Its models; none when it could not be asked.</param>
/// <param name="Problem">Why it could not be asked, as a sentence; null when it could.</param>
public sealed record ModelList(IReadOnlyList<ProviderModel> Models, string? Problem)
{
    /// <summary>What it offered when it could be asked last; nothing where that was long ago, or before this server started.</summary>
    public IReadOnlyList<ProviderModel> LastKnown { get; init; } = Models;

    /// <summary>Whether nobody had to be asked.</summary>
    public bool WasKept { get; init; }

    /// <summary>Whether an Ollama that offers this has a model: a name without a tag means the latest.</summary>
    public bool Has(string model) => Models.Any(m => m.Name == model || m.Name == model + ":latest");
}

/// <summary>Asks servers for their models: within a time limit, seldom, and without ever failing.</summary>
public interface IModelLists
{
    /// <summary>The models behind a connection, at most a minute old. Another key is another connection.</summary>
    /// <param name="connection">Whom to ask.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="isFresh">Whether to ask even when the answer is known.</param>
    Task<ModelList> Of(ProviderConnection connection, CancellationToken ct, bool isFresh = false);
}
