using System.Collections.Concurrent;
using System.Globalization;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Looks at all active nodes, several at a time, and notes which answer. For administrators and the clock.</summary>
[AdminOnly]
[Job("assistant.check-nodes", "Looks which nodes answer, and which models they have.", Category = "assistant", Retries = 1, BackoffSeconds = 10)]
[Recurring(Cron.Every5Minutes, Misfire = Misfire.Skip)]
public sealed record CheckNodes : ICommand<NodeChecksDto>;

/// <summary>What the looks found, each a map of texts because mobile clients read nothing else.</summary>
public sealed record NodeChecksDto(IReadOnlyList<IReadOnlyDictionary<string, string>> Results);

internal sealed partial class CheckNodesHandler(IAssistantDb db, NodeProbe probe, TimeProvider clock, ILogger<CheckNodesHandler> logger)
    : ICommandHandler<CheckNodes, NodeChecksDto>
{
    /// <summary>All nodes that there can be, none of which answers in time, take 70 seconds.</summary>
    private const int AtOnce = 16;

    public async Task<Result<NodeChecksDto>> Handle(CheckNodes request, CancellationToken ct)
    {
        var nodes = await db.Nodes.AsNoTracking().Where(n => n.IsActive).OrderBy(n => n.Id).Take(CreateNode.NodesMax).ToListAsync(ct);
        if (nodes.Count == 0)
            return new NodeChecksDto([]);
        var findings = new ConcurrentDictionary<int, NodeFinding>();
        await Parallel.ForEachAsync(
            nodes,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (node, token) => findings[node.Id] = await Look(node, token));

        // Looking takes its time: those that were deleted meanwhile are left out, and what else was changed stays.
        var now = clock.GetUtcNow();
        var left = await db.Nodes.Where(n => findings.Keys.Contains(n.Id)).OrderBy(n => n.Id).ToListAsync(ct);
        foreach (var node in left)
            findings[node.Id].Note(node, now);
        await db.SaveChangesAsync(ct);
        return new NodeChecksDto([.. left.Select(node => Describe(node, findings[node.Id]))]);
    }

    /// <summary>A look that fails in a way that nobody has thought of must not keep the others from being looked at.</summary>
    private async Task<NodeFinding> Look(ClientNode node, CancellationToken ct)
    {
        try
        {
            return await probe.Look(node, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(logger, node.Id, e);
            return new NodeFinding(NodeStatus.Error, [], TimeSpan.Zero, "It could not be looked at; the server's log says why.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Node {NodeId} could not be looked at")]
    private static partial void LogFailed(ILogger logger, int nodeId, Exception exception);

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
