using Halext.Application.Assistant.Providers;
using Halext.Domain.Assistant;

namespace Halext.Application.Assistant.Nodes;

/// <summary>What a look at a node found.</summary>
internal sealed record NodeFinding(NodeStatus Status, IReadOnlyList<string> Models, TimeSpan After, string? Message)
{
    public void Note(ClientNode node, DateTimeOffset now)
    {
        if (Status == NodeStatus.Online)
            node.Answered(Models, After, now);
        else
            node.Failed(Status);
    }
}

/// <summary>Looks whether a node answers, by asking for its models.</summary>
internal sealed class NodeProbe(IEnumerable<IModelProvider> providers, NodeKeys keys, TimeProvider clock)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task<NodeFinding> Look(ClientNode node, CancellationToken ct)
    {
        var opened = keys.Connect(node);
        if (opened.Failed)
            return new NodeFinding(NodeStatus.Error, [], TimeSpan.Zero, "Its key cannot be read any more. Store it again.");
        var connection = opened.Value;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        var start = clock.GetTimestamp();
        try
        {
            var models = await providers.First(p => p.Protocol == connection.Protocol).ListModels(connection, timeout.Token);
            return new NodeFinding(NodeStatus.Online, [.. models.Select(m => m.Name)], clock.GetElapsedTime(start), null);
        }
        catch (ProviderException e)
        {
            return new NodeFinding(e.Failure == ProviderFailure.Unreachable ? NodeStatus.Offline : NodeStatus.Error, [], clock.GetElapsedTime(start), e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new NodeFinding(NodeStatus.Timeout, [], clock.GetElapsedTime(start), "It did not answer in time.");
        }
    }
}
