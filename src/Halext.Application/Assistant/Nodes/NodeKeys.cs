using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Keeps the keys of nodes, and opens nodes with them.</summary>
internal sealed class NodeKeys(ISecretProtector secrets)
{
    /// <summary>Stores a node's key; a blank one takes away what there is.</summary>
    public void Keep(ClientNode node, string? apiKey) =>
        node.Rekey(string.IsNullOrWhiteSpace(apiKey) ? null : secrets.Protect(apiKey.Trim(), Reach.PurposeOfNode(node.OwnerId, node.Hostname, node.Port)));

    public Result<ProviderConnection> Connect(ClientNode node) =>
        Reach.ConnectNode(node.Type, node.Hostname, node.Port, node.OwnerId, node.ProtectedKey, secrets);
}
