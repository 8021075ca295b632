using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Data;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Has an Ollama node do something with its models, and notes which it has then.</summary>
internal sealed class NodeOrders(IAssistantDb db, IUnitOfWork unitOfWork, NodeProbe probe, NodeKeys keys, IModelLists lists, TimeProvider clock)
{
    /// <summary>The node, if it takes orders.</summary>
    public async Task<Result<ClientNode>> Find(int id, CancellationToken ct)
    {
        var node = await db.Nodes.FirstOrDefaultAsync(n => n.Id == id, ct);
        if (node is null)
            return AssistantErrors.NodeNotFound(id);
        return node.Type == NodeType.Ollama ? node : Error.Conflict("Only Ollama nodes take orders about their models.");
    }

    /// <param name="id">The node.</param>
    /// <param name="limit">How long it may take; null where something else sees to that.</param>
    /// <param name="order">What to do.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The node, when it has done it.</returns>
    public async Task<Result<ClientNode>> Carry(int id, TimeSpan? limit, Func<ProviderConnection, CancellationToken, Task> order, CancellationToken ct)
    {
        var found = await Find(id, ct);
        if (found.Failed)
            return found.Error;
        var opened = keys.Connect(found.Value);
        if (opened.Failed)
            return opened.Error;

        using var deadline = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            await order(opened.Value, either.Token);
        }
        catch (ProviderException e)
        {
            return e.ToError();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Error.Unavailable("The node did not finish in time.");
        }

        // It may have taken hours, in which somebody changed or deleted the node.
        unitOfWork.Reset();
        found = await Find(id, ct);
        if (found.Failed)
            return found.Error;
        await lists.Of(opened.Value, ct, isFresh: true);
        (await probe.Look(found.Value, ct)).Note(found.Value, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return found;
    }
}
