using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Nodes;

/// <summary>Downloads a model to an Ollama node. Ollama goes on where an earlier download stopped.</summary>
[AdminOnly]
[Job("assistant.pull-model", "Downloads a model to an Ollama node.", Category = "assistant", TimeoutSeconds = 6 * 3600)]
public sealed record PullModel(int Id, string ModelName) : ICommand<NodeActionDto>
{
    /// <summary>Whether somebody waits for the end; then it has five minutes.</summary>
    [JsonIgnore]
    public bool IsAwaited { get; init; }
}

internal sealed class PullModelValidator : AbstractValidator<PullModel>
{
    public PullModelValidator() => RuleFor(x => x.ModelName).IsModelName();
}

internal sealed class PullModelHandler(NodeOrders orders, IOllamaHost host, IJobProgress progress) : ICommandHandler<PullModel, NodeActionDto>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    public async Task<Result<NodeActionDto>> Handle(PullModel request, CancellationToken ct)
    {
        var model = request.ModelName.Trim();
        var pulled = await orders.Carry(request.Id, request.IsAwaited ? Patience : null, async (connection, token) =>
        {
            var meter = new PullMeter();
            await foreach (var step in host.Pull(connection, model, token))
                progress.Report(meter.Count(step), step.Status);
        }, ct);
        return pulled.Failed ? pulled.Error : new NodeActionDto("success", $"Pulled '{model}' on {pulled.Value.Name}.");
    }
}

/// <summary>How far a download is as a whole: a model is several files, of which Ollama tells one after the other.</summary>
internal sealed class PullMeter
{
    private readonly Dictionary<string, (long Done, long Total)> _files = [];
    private int _percent;

    /// <returns>Percent of all files that are known so far. Never less than before, and 100 only at the end.</returns>
    public int Count(PullProgress step)
    {
        if (step is { TotalBytes: > 0 and var total })
            _files[step.Status] = (Math.Clamp(step.CompletedBytes ?? 0, 0, total), total);
        var all = _files.Values.Sum(f => (double)f.Total);
        var percent = step.Status == PullProgress.Success ? 100 : all > 0 ? (int)Math.Min(99, 100 * _files.Values.Sum(f => (double)f.Done) / all) : 0;
        return _percent = Math.Max(_percent, percent);
    }
}
