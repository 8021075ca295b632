using Halext.Application.Assistant;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Halext.Domain.Workbench;

namespace Halext.Application.Workbench.Models;

/// <summary>A model within reach of the signed-in person.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Connection">What leads to it.</param>
/// <param name="IsManaged">Whether the person decides what the machine loads that it is on.</param>
internal sealed record ReachedModel(ModelIdentifier Id, ProviderConnection Connection, bool IsManaged)
{
    /// <summary>Whether it is loaded into the memory of a machine that Halext can tell to.</summary>
    public bool IsLocal => Connection.Protocol == ProviderProtocol.Ollama;
}

/// <summary>What an Ollama has in memory.</summary>
/// <param name="Models">Its models there.</param>
/// <param name="Problem">Why that is not known; null when it is.</param>
internal sealed record LoadedModels(IReadOnlyList<LoadedModel> Models, string? Problem)
{
    /// <summary>Null when it is not there. A name without a tag means the latest.</summary>
    public LoadedModel? Find(string name) => Models.FirstOrDefault(m => m.Name == name || m.Name == name + ":latest");
}

/// <summary>Finds models by the names that clients send, and looks what Ollamas have in memory.</summary>
internal sealed class LocalModels(ModelDirectory directory, IOllamaHost host, ICurrentUser user)
{
    /// <summary>MODEL_NOT_FOUND where there is no such provider or node for the person; whether that has the model, it is asked.</summary>
    public async Task<Result<ReachedModel>> Find(string modelId, CancellationToken ct)
    {
        var reach = await directory.Survey(ct);
        var model = reach.Named(modelId);
        var connection = reach.Connect(model);
        return connection.Failed
            ? connection.Error
            : new ReachedModel(model, connection.Value, user.Actor is { IsAdmin: true } || reach.NodeOf(model) is { IsOwn: true });
    }

    /// <summary>As <see cref="Find"/>, for who wants to start or stop it.</summary>
    public async Task<Result<ReachedModel>> FindManaged(string modelId, CancellationToken ct)
    {
        var found = await Find(modelId, ct);
        if (found.Failed)
            return found;
        if (!found.Value.IsLocal)
            return WorkbenchErrors.ModelNotStartable(modelId);
        return found.Value.IsManaged ? found : WorkbenchErrors.ModelIsShared;
    }

    public async Task<LoadedModels> Loaded(ProviderConnection connection, CancellationToken ct)
    {
        try
        {
            return new LoadedModels(await host.LoadedModels(connection, ct), null);
        }
        catch (ProviderException e)
        {
            return new LoadedModels([], e.Message);
        }
    }
}
