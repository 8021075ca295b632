using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>What an Ollama node says of itself; of other nodes nothing is known. Says what is wrong rather than failing.</summary>
[AdminOnly]
public sealed record GetNodeInfo(int Id) : IQuery<NodeInfoDto>;

/// <summary>What a node says of itself.</summary>
public sealed record NodeInfoDto(string? Version, IReadOnlyList<string>? Models, int? ModelCount, string? Type, string? Url, string? Error);

internal sealed class GetNodeInfoHandler(IAssistantDb db, NodeProbe probe, NodeKeys keys, IOllamaHost host) : IQueryHandler<GetNodeInfo, NodeInfoDto>
{
    public async Task<Result<NodeInfoDto>> Handle(GetNodeInfo request, CancellationToken ct)
    {
        var node = await db.Nodes.AsNoTracking().FirstOrDefaultAsync(n => n.Id == request.Id, ct);
        if (node is null)
            return AssistantErrors.NodeNotFound(request.Id);
        if (node.Type != NodeType.Ollama)
            return new NodeInfoDto(null, null, null, null, null, null);

        var finding = await probe.Look(node, ct);
        if (finding.Status != NodeStatus.Online)
            return new NodeInfoDto(null, null, null, null, null, finding.Message);
        try
        {
            var version = await host.Version(keys.Connect(node).Value, ct);
            return new NodeInfoDto(version, finding.Models, finding.Models.Count, NodeTypes.WordOf(node.Type), node.BaseUrl, null);
        }
        catch (ProviderException e)
        {
            return new NodeInfoDto(null, null, null, null, null, e.Message);
        }
    }
}
