using FluentValidation;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Workbench.Models;

/// <summary>Loads a model of an Ollama into memory, and returns when it is there. For administrators, and for owners of nodes on these.</summary>
public sealed record StartModel(string ModelId) : ICommand<ModelActionDto>;

/// <summary>What was done to a model.</summary>
/// <param name="Status">How it is now: running or stopped.</param>
/// <param name="Action">start or stop.</param>
/// <param name="Success">What fails is an error.</param>
public sealed record ModelActionDto(string Message, string ModelId, string Status, string Action, bool Success = true);

internal sealed class StartModelValidator : AbstractValidator<StartModel>
{
    public StartModelValidator() => RuleFor(x => x.ModelId).NotEmpty().IsModel();
}

internal sealed class StartModelHandler(LocalModels local, IOllamaHost host, TimeProvider clock) : ICommandHandler<StartModel, ModelActionDto>
{
    public async Task<Result<ModelActionDto>> Handle(StartModel request, CancellationToken ct)
    {
        var found = await local.FindManaged(request.ModelId, ct);
        if (found.Failed)
            return found.Error;
        var (id, connection, _) = found.Value;
        return await Deadline.Within<ModelActionDto>(Deadline.Answer, clock, async token =>
        {
            try
            {
                await host.Load(connection, id.Model, keepAlive: null, token);
                return new ModelActionDto($"'{id.Model}' is loaded.", id.ToString(), ModelStatus.Running, "start");
            }
            catch (ProviderException e)
            {
                return e.ToError();
            }
        }, ct);
    }
}
