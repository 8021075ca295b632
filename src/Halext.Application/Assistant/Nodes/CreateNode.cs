using System.Text.Json;
using FluentValidation;
using Halext.Application.Assistant.Credentials;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Registers a machine with models, and looks at once whether it answers; it is registered in any case.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="NodeType">ollama or openwebui.</param>
/// <param name="Hostname">Name or address, without scheme and port.</param>
/// <param name="Port">Ollama's own where absent.</param>
/// <param name="IsPublic">Whether others than the calling administrator may use it.</param>
/// <param name="NodeMetadata">Notes.</param>
/// <param name="ApiKey">What opens it, as Open WebUI wants it; never shown again.</param>
[AdminOnly]
public sealed record CreateNode(
    string Name, string NodeType, string Hostname, int Port = ClientNode.DefaultPort, bool IsPublic = false, JsonElement? NodeMetadata = null,
    string? ApiKey = null)
    : ICommand<AiClientNodeDto>
{
    /// <summary>Every call reads those that its person may use.</summary>
    public const int NodesMax = 100;
}

internal sealed class CreateNodeValidator : AbstractValidator<CreateNode>
{
    public CreateNodeValidator()
    {
        RuleFor(x => x.Name).IsNodeName();
        RuleFor(x => x.NodeType).Must(t => t is not null && NodeTypes.Words.ContainsKey(t.Trim())).WithMessage("A node is 'ollama' or 'openwebui'.");
        RuleFor(x => x.Hostname).Must(ClientNode.IsHostname).WithMessage("The hostname is a name or an address, without scheme, port and path.");
        RuleFor(x => x.Port).InclusiveBetween(1, 65535);
        RuleFor(x => x.NodeMetadata).IsMetadata();
        When(x => !string.IsNullOrWhiteSpace(x.ApiKey), () => RuleFor(x => x.ApiKey!).IsApiKey());
    }
}

internal sealed class CreateNodeHandler(IAssistantDb db, NodeProbe probe, NodeKeys keys, ICurrentUser user, TimeProvider clock)
    : ICommandHandler<CreateNode, AiClientNodeDto>
{
    public async Task<Result<AiClientNodeDto>> Handle(CreateNode request, CancellationToken ct)
    {
        if (await db.Nodes.CountAsync(ct) >= CreateNode.NodesMax)
            return new Error("NODE_LIMIT", ErrorKind.Conflict, $"There are {CreateNode.NodesMax} nodes already; delete one first.");

        var node = ClientNode.Create(
            user.Id, request.Name, NodeTypes.Words[request.NodeType.Trim()], request.Hostname, request.Port, request.IsPublic,
            NodeRules.TextsOf(request.NodeMetadata), clock.GetUtcNow());
        keys.Keep(node, request.ApiKey);
        (await probe.Look(node, ct)).Note(node, clock.GetUtcNow());
        db.Nodes.Add(node);
        await db.SaveChangesAsync(ct);
        return AiClientNodeDto.Of(node);
    }
}
