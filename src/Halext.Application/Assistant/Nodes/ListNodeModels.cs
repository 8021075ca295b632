using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>A node's models as they were when it was last reached; a node that was never reached is asked now.</summary>
[AdminOnly]
public sealed record ListNodeModels(int Id) : IQuery<NodeModelsDto>;

internal sealed class ListNodeModelsHandler(IAssistantDb db, NodeProbe probe) : IQueryHandler<ListNodeModels, NodeModelsDto>
{
    public async Task<Result<NodeModelsDto>> Handle(ListNodeModels request, CancellationToken ct)
    {
        var node = await db.Nodes.AsNoTracking().FirstOrDefaultAsync(n => n.Id == request.Id, ct);
        if (node is null)
            return AssistantErrors.NodeNotFound(request.Id);
        return new NodeModelsDto(node.Models.Count > 0 ? node.Models : (await probe.Look(node, ct)).Models);
    }
}
