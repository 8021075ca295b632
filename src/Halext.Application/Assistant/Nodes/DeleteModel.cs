using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Deletes a model from an Ollama node.</summary>
[AdminOnly]
public sealed record DeleteModel(string ModelName) : ICommand<NodeActionDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class DeleteModelValidator : AbstractValidator<DeleteModel>
{
    public DeleteModelValidator() => RuleFor(x => x.ModelName).IsModelName();
}

internal sealed class DeleteModelHandler(IAssistantDb db, NodeProbe probe, NodeKeys keys, IOllamaHost host, TimeProvider clock) : ICommandHandler<DeleteModel, NodeActionDto>
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async Task<Result<NodeActionDto>> Handle(DeleteModel request, CancellationToken ct)
    {
        var node = await db.Nodes.FirstOrDefaultAsync(n => n.Id == request.Id, ct);
        if (node is null)
            return AssistantErrors.NodeNotFound(request.Id);
        if (node.Type != NodeType.Ollama)
            return Error.Conflict("Only Ollama nodes take orders about their models.");

        var opened = keys.Connect(node);
        if (opened.Failed)
            return opened.Error;
        var (connection, model) = (opened.Value, request.ModelName.Trim());
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        try
        {
            await host.Delete(connection, model, timeout.Token);
        }
        catch (ProviderException e)
        {
            return e.ToError();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Error.Unavailable("The node did not finish in time.");
        }

        (await probe.Look(node, ct)).Note(node, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return new NodeActionDto("success", $"Deleted '{model}' on {node.Name}.");
    }
}
