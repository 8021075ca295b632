using FluentValidation;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Workbench.Models;

/// <summary>Takes a model of an Ollama out of memory. For administrators, and for owners of nodes on these.</summary>
public sealed record StopModel(string ModelId) : ICommand<ModelActionDto>;

internal sealed class StopModelValidator : AbstractValidator<StopModel>
{
    public StopModelValidator() => RuleFor(x => x.ModelId).NotEmpty().IsModel();
}

internal sealed class StopModelHandler(LocalModels local, IOllamaHost host) : ICommandHandler<StopModel, ModelActionDto>
{
    public async Task<Result<ModelActionDto>> Handle(StopModel request, CancellationToken ct)
    {
        var found = await local.FindManaged(request.ModelId, ct);
        if (found.Failed)
            return found.Error;
        var (id, connection, _) = found.Value;
        try
        {
            await host.Unload(connection, id.Model, ct);
            return new ModelActionDto($"'{id.Model}' is taken out of memory.", id.ToString(), ModelStatus.Stopped, "stop");
        }
        catch (ProviderException e)
        {
            return e.ToError();
        }
    }
}
