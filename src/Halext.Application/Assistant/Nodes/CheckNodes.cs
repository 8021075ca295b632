using System.Globalization;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Looks at all active nodes, several at a time, and notes which answer. For administrators and the clock.</summary>
[AdminOnly]
public sealed record CheckNodes : ICommand<NodeChecksDto>;

/// <summary>What the looks found, each a map of texts because mobile clients read nothing else.</summary>
public sealed record NodeChecksDto(IReadOnlyList<IReadOnlyDictionary<string, string>> Results);

internal sealed class CheckNodesHandler(IAssistantDb db, NodeProbe probe, TimeProvider clock) : ICommandHandler<CheckNodes, NodeChecksDto>
{
    private const int AtOnce = 16;

    public async Task<Result<NodeChecksDto>> Handle(CheckNodes request, CancellationToken ct)
    {
        var nodes = await db.Nodes.Where(n => n.IsActive).OrderBy(n => n.Id).Take(CreateNode.NodesMax).ToListAsync(ct);
        var findings = new NodeFinding[nodes.Count];
        await Parallel.ForEachAsync(
            nodes.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (node, token) => findings[node.Index] = await probe.Look(node.Item, token));

        var now = clock.GetUtcNow();
        foreach (var (node, finding) in nodes.Zip(findings))
            finding.Note(node, now);
        await db.SaveChangesAsync(ct);
        return new NodeChecksDto([.. nodes.Zip(findings, Describe)]);
    }

    private static Dictionary<string, string> Describe(ClientNode node, NodeFinding finding)
    {
        var isOnline = finding.Status == NodeStatus.Online;
        var result = new Dictionary<string, string>
        {
            ["node_id"] = node.Id.ToString(CultureInfo.InvariantCulture),
            ["name"] = node.Name,
            ["status"] = NodeTypes.WordOf(finding.Status),
            ["online"] = isOnline ? "true" : "false",
        };
        if (finding.Message is { } message)
            result["message"] = message;
        if (isOnline)
        {
            result["models"] = string.Join(", ", finding.Models);
            result["model_count"] = finding.Models.Count.ToString(CultureInfo.InvariantCulture);
            result["response_time_ms"] = ((int)finding.After.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }

        return result;
    }
}
