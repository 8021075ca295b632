using FluentValidation;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Has a model downloaded to an Ollama node behind the request; <c>GET /jobs/{id}</c> tells how far it is. While it is, asking again changes nothing.</summary>
[AdminOnly]
public sealed record QueuePull(int Id, string ModelName) : ICommand<NodeActionDto>;

internal sealed class QueuePullValidator : AbstractValidator<QueuePull>
{
    public QueuePullValidator() => RuleFor(x => x.ModelName).IsModelName();
}

internal sealed class QueuePullHandler(IAssistantDb db, NodeOrders orders, IJobQueue jobs) : ICommandHandler<QueuePull, NodeActionDto>
{
    public async Task<Result<NodeActionDto>> Handle(QueuePull request, CancellationToken ct)
    {
        var node = await orders.Find(request.Id, ct);
        if (node.Failed)
            return node.Error;
        var model = request.ModelName.Trim();
        var job = await jobs.Enqueue(new PullModel(request.Id, model), new JobOptions { UniqueKey = $"{request.Id} {model}" }, ct);
        await db.SaveChangesAsync(ct);
        return new NodeActionDto("queued", $"'{model}' is pulled on {node.Value.Name} by job {job}.", job);
    }
}
