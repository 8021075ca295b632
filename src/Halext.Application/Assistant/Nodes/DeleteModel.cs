using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Deletes a model from an Ollama node.</summary>
[AdminOnly]
public sealed record DeleteModel(int Id, string ModelName) : ICommand<NodeActionDto>;

internal sealed class DeleteModelValidator : AbstractValidator<DeleteModel>
{
    public DeleteModelValidator() => RuleFor(x => x.ModelName).IsModelName();
}

internal sealed class DeleteModelHandler(NodeOrders orders, IOllamaHost host) : ICommandHandler<DeleteModel, NodeActionDto>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<Result<NodeActionDto>> Handle(DeleteModel request, CancellationToken ct)
    {
        var model = request.ModelName.Trim();
        var deleted = await orders.Carry(request.Id, Patience, (connection, token) => host.Delete(connection, model, token), ct);
        return deleted.Failed ? deleted.Error : new NodeActionDto("success", $"Deleted '{model}' on {deleted.Value.Name}.");
    }
}
