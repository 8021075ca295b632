using System.Globalization;
using Halext.Domain.Assistant;

namespace Halext.Application.Assistant.Nodes;

/// <summary>A node. Mobile clients read its capabilities and notes as maps of texts.</summary>
public sealed record AiClientNodeDto(
    int Id,
    string Name,
    string NodeType,
    string Hostname,
    int Port,
    bool IsActive,
    bool IsPublic,
    string Status,
    string? LastSeenAt,
    IReadOnlyDictionary<string, string> Capabilities,
    IReadOnlyDictionary<string, string> NodeMetadata,
    string BaseUrl,
    int OwnerId,
    bool HasApiKey)
{
    internal static AiClientNodeDto Of(ClientNode node) => new(
        node.Id,
        node.Name,
        NodeTypes.WordOf(node.Type),
        node.Hostname,
        node.Port,
        node.IsActive,
        node.IsPublic,
        NodeTypes.WordOf(node.Status),
        node.LastSeenAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        CapabilitiesOf(node),
        node.Metadata,
        node.BaseUrl,
        node.OwnerId,
        node.ProtectedKey is not null);

    private static Dictionary<string, string> CapabilitiesOf(ClientNode node) => node.LastSeenAt is null
        ? []
        : new Dictionary<string, string>
        {
            ["models"] = string.Join(", ", node.Models),
            ["model_count"] = node.Models.Count.ToString(CultureInfo.InvariantCulture),
            ["last_response_time_ms"] = (node.LastResponseMs ?? 0).ToString(CultureInfo.InvariantCulture),
        };
}

/// <summary>What a look at a node found.</summary>
public sealed record NodeTestDto(string Status, bool Online, string? Message, IReadOnlyList<string>? Models, int? ModelCount, int? ResponseTimeMs)
{
    internal static NodeTestDto Of(NodeFinding finding) => finding.Status == NodeStatus.Online
        ? new NodeTestDto(NodeTypes.WordOf(finding.Status), true, null, finding.Models, finding.Models.Count, (int)finding.After.TotalMilliseconds)
        : new NodeTestDto(NodeTypes.WordOf(finding.Status), false, finding.Message, null, null, null);
}

/// <summary>Models by name.</summary>
public sealed record NodeModelsDto(IReadOnlyList<string> Models);

/// <summary>What was done, in words.</summary>
/// <param name="Status">success, or queued when a job does it.</param>
/// <param name="Message">For people.</param>
/// <param name="JobId">The job that does it, at <c>/jobs/{id}</c>; null when it is done.</param>
public sealed record NodeActionDto(string Status, string Message, Guid? JobId = null);

internal static class NodeTypes
{
    public static readonly IReadOnlyDictionary<string, NodeType> Words =
        new Dictionary<string, NodeType>(StringComparer.OrdinalIgnoreCase) { ["ollama"] = NodeType.Ollama, ["openwebui"] = NodeType.OpenWebUi };

    public static string WordOf(NodeType type) => type == NodeType.Ollama ? "ollama" : "openwebui";

    public static string WordOf(NodeStatus status) => status.ToString().ToLowerInvariant();
}
