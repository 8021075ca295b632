using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Downloads a model to an Ollama node, and returns when it is there.</summary>
[AdminOnly]
public sealed record PullModel(string ModelName) : ICommand<NodeActionDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class PullModelValidator : AbstractValidator<PullModel>
{
    public PullModelValidator() => RuleFor(x => x.ModelName).IsModelName();
}

internal sealed class PullModelHandler(IAssistantDb db, NodeProbe probe, NodeKeys keys, IOllamaHost host, TimeProvider clock) : ICommandHandler<PullModel, NodeActionDto>
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(300);

    public async Task<Result<NodeActionDto>> Handle(PullModel request, CancellationToken ct)
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
            // To its end: a download that fails throws.
            await foreach (var _ in host.Pull(connection, model, timeout.Token))
            {
            }
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
        return new NodeActionDto("success", $"Pulled '{model}' on {node.Name}.");
    }
}
