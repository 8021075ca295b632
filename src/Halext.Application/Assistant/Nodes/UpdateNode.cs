using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Assistant.Credentials;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Changes a node's name, notes, key (blank takes it away), and who may use it; what is absent stays. Its address never changes: register another node.</summary>
[AdminOnly]
public sealed record UpdateNode(
    Optional<string> Name, Optional<bool> IsActive, Optional<bool> IsPublic, Optional<string?> ApiKey, JsonElement? NodeMetadata = null)
    : ICommand<AiClientNodeDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class UpdateNodeValidator : AbstractValidator<UpdateNode>
{
    public UpdateNodeValidator()
    {
        When(x => x.Name.IsSet, () => RuleFor(x => x.Name.Value).IsNodeName());
        RuleFor(x => x.NodeMetadata).IsMetadata();
        When(x => x.ApiKey.IsSet && !string.IsNullOrWhiteSpace(x.ApiKey.Value), () => RuleFor(x => x.ApiKey.Value!).IsApiKey());
    }
}

internal sealed class UpdateNodeHandler(IAssistantDb db, NodeKeys keys) : ICommandHandler<UpdateNode, AiClientNodeDto>
{
    public async Task<Result<AiClientNodeDto>> Handle(UpdateNode request, CancellationToken ct)
    {
        var node = await db.Nodes.FirstOrDefaultAsync(n => n.Id == request.Id, ct);
        if (node is null)
            return AssistantErrors.NodeNotFound(request.Id);

        if (request.Name.IsSet)
            node.Rename(request.Name.Value);
        if (request.IsActive.IsSet)
            node.Activate(request.IsActive.Value);
        if (request.IsPublic.IsSet)
            node.Publish(request.IsPublic.Value);
        if (request.NodeMetadata is { ValueKind: JsonValueKind.Object })
            node.Annotate(NodeRules.TextsOf(request.NodeMetadata));
        if (request.ApiKey.IsSet)
            keys.Keep(node, request.ApiKey.Value);
        await db.SaveChangesAsync(ct);
        return AiClientNodeDto.Of(node);
    }
}
