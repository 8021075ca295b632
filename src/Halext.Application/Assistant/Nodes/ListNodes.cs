using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>All nodes of all owners, the oldest first.</summary>
[AdminOnly]
public sealed record ListNodes : IQuery<IReadOnlyList<AiClientNodeDto>>;

internal sealed class ListNodesHandler(IAssistantDb db) : IQueryHandler<ListNodes, IReadOnlyList<AiClientNodeDto>>
{
    public async Task<Result<IReadOnlyList<AiClientNodeDto>>> Handle(ListNodes request, CancellationToken ct) =>
        (await db.Nodes.AsNoTracking().OrderBy(n => n.Id).Take(CreateNode.NodesMax).ToListAsync(ct)).Select(AiClientNodeDto.Of).ToList();
}
