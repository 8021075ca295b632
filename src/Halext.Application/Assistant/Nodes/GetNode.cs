using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>One node.</summary>
[AdminOnly]
public sealed record GetNode(int Id) : IQuery<AiClientNodeDto>;

internal sealed class GetNodeHandler(IAssistantDb db) : IQueryHandler<GetNode, AiClientNodeDto>
{
    public async Task<Result<AiClientNodeDto>> Handle(GetNode request, CancellationToken ct) =>
        await db.Nodes.AsNoTracking().FirstOrDefaultAsync(n => n.Id == request.Id, ct) is { } node
            ? AiClientNodeDto.Of(node)
            : AssistantErrors.NodeNotFound(request.Id);
}
