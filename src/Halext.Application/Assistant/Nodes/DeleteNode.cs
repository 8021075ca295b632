using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Forgets a node; the machine itself is left alone.</summary>
[AdminOnly]
public sealed record DeleteNode(int Id) : ICommand;

internal sealed class DeleteNodeHandler(IAssistantDb db) : ICommandHandler<DeleteNode>
{
    public async Task<Result<Done>> Handle(DeleteNode request, CancellationToken ct)
    {
        var node = await db.Nodes.FirstOrDefaultAsync(n => n.Id == request.Id, ct);
        if (node is null)
            return AssistantErrors.NodeNotFound(request.Id);
        db.Nodes.Remove(node);
        await db.SaveChangesAsync(ct);
        return Done.Result;
    }
}
