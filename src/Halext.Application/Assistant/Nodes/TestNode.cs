using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Looks whether a node answers, and notes it.</summary>
[AdminOnly]
public sealed record TestNode(int Id) : ICommand<NodeTestDto>;

internal sealed class TestNodeHandler(IAssistantDb db, NodeProbe probe, TimeProvider clock) : ICommandHandler<TestNode, NodeTestDto>
{
    public async Task<Result<NodeTestDto>> Handle(TestNode request, CancellationToken ct)
    {
        var node = await db.Nodes.FirstOrDefaultAsync(n => n.Id == request.Id, ct);
        if (node is null)
            return AssistantErrors.NodeNotFound(request.Id);

        var finding = await probe.Look(node, ct);
        finding.Note(node, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return NodeTestDto.Of(finding);
    }
}
