using System.Globalization;
using FluentValidation;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Workbench.Models;

/// <summary>How a model is: for one of an Ollama, whether it is in memory now.</summary>
public sealed record GetModelStatus(string ModelId) : IQuery<ModelStatusDto>;

/// <summary>How a model is.</summary>
/// <param name="Status">running, available or unknown.</param>
/// <param name="Running">Whether it is in memory.</param>
/// <param name="Size">In memory.</param>
/// <param name="ExpiresAt">When it is taken out of memory if nobody asks it.</param>
/// <param name="LastError">Why the status is unknown.</param>
public sealed record ModelStatusDto(string ModelId, string Status, bool Running, string? Size, DateTimeOffset? ExpiresAt, string? LastError);

internal sealed class GetModelStatusValidator : AbstractValidator<GetModelStatus>
{
    public GetModelStatusValidator() => RuleFor(x => x.ModelId).NotEmpty().IsModel();
}

internal sealed class GetModelStatusHandler(LocalModels local, IModelLists lists) : IQueryHandler<GetModelStatus, ModelStatusDto>
{
    public async Task<Result<ModelStatusDto>> Handle(GetModelStatus request, CancellationToken ct)
    {
        var found = await local.Find(request.ModelId, ct);
        if (found.Failed)
            return found.Error;
        var (id, connection, _) = found.Value;
        if (connection.Protocol == ProviderProtocol.Mock)
            return Show(id, ModelStatus.Available);

        var list = await lists.Of(connection, ct);
        if (list.Problem is { } problem)
            return Show(id, ModelStatus.Unknown) with { LastError = problem };
        if (!found.Value.IsLocal)
            return Show(id, ModelStatus.Available);
        if (!list.Has(id.Model))
            return AssistantErrors.ModelNotFound(request.ModelId);

        var loaded = await local.Loaded(connection, ct);
        var running = loaded.Find(id.Model);
        return Show(id, ModelStatus.Of(loaded, id.Model)) with
        {
            Size = running?.SizeBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.00} GB") : null,
            ExpiresAt = running?.ExpiresAt,
            LastError = loaded.Problem,
        };
    }

    private static ModelStatusDto Show(ModelIdentifier id, string status) => new(id.ToString(), status, status == ModelStatus.Running, null, null, null);
}
