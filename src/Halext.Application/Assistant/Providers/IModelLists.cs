namespace Halext.Application.Assistant.Providers;

/// <summary>What a server offers.</summary>
/// <param name="Models">Its models; none when it could not be asked.</param>
/// <param name="Problem">Why it could not be asked, as a sentence; null when it could.</param>
public sealed record ModelList(IReadOnlyList<ProviderModel> Models, string? Problem);

/// <summary>Asks servers for their models: within a time limit, seldom, and without ever failing.</summary>
public interface IModelLists
{
    /// <summary>The models behind a connection, at most a minute old. Another key is another connection.</summary>
    Task<ModelList> Of(ProviderConnection connection, CancellationToken ct);
}
