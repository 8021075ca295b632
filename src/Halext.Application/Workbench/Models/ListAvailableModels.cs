using FluentValidation;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Workbench.Models;

/// <summary>
/// The models that the signed-in user may use, and which of them are loaded. A source that does not answer keeps what it offered last, with the
/// status unknown.
/// </summary>
/// <param name="UseCache">Whether lists that are at most a minute old will do. What is loaded is looked up in any case.</param>
/// <param name="Provider">Only this provider's.</param>
public sealed record ListAvailableModels(bool UseCache = true, string? Provider = null) : IQuery<AvailableModelsDto>
{
    public const int Max = 500;
}

/// <summary>The models that the caller may use.</summary>
/// <param name="Models">The caller's default first.</param>
/// <param name="CacheHit">Whether nobody had to be asked for a list.</param>
/// <param name="Timestamp">Now.</param>
public sealed record AvailableModelsDto(IReadOnlyList<AvailableModelDto> Models, bool CacheHit, DateTimeOffset Timestamp);

/// <summary>A model that the caller may use.</summary>
/// <param name="Id">What to send as <c>model_id</c>.</param>
/// <param name="Size">Of its files.</param>
/// <param name="Status">running, available or unknown.</param>
/// <param name="Running">Whether it is in memory; models of vendors never are.</param>
/// <param name="IsActive">Whether it can be asked, as far as is known.</param>
/// <param name="Capabilities">chat, vision, functions.</param>
/// <param name="Tags">Where it is: remote, openwebui, local, client or mock.</param>
public sealed record AvailableModelDto(
    string Id,
    string Name,
    string Provider,
    string? Size,
    string Status,
    bool Running,
    bool IsActive,
    string? Description,
    int? ContextWindow,
    IReadOnlyList<string> Capabilities,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> Metadata);

internal sealed class ListAvailableModelsValidator : AbstractValidator<ListAvailableModels>
{
    public ListAvailableModelsValidator() => RuleFor(x => x.Provider).MaximumLength(ModelIdentifier.MaxLength);
}

internal sealed class ListAvailableModelsHandler(ModelDirectory directory, LocalModels local, TimeProvider clock)
    : IQueryHandler<ListAvailableModels, AvailableModelsDto>
{
    public async Task<Result<AvailableModelsDto>> Handle(ListAvailableModels request, CancellationToken ct)
    {
        var reach = await directory.Survey(ct);
        var sources = await directory.Ask(reach, ModelDirectory.KeyOf(request.Provider), !request.UseCache, ct);
        var models = (await Task.WhenAll(sources.Select(source => Show(source, ct)))).SelectMany(shown => shown);
        var usual = reach.Default.ToString();
        return new AvailableModelsDto(
            [.. models.OrderByDescending(m => m.Id == usual).Take(ListAvailableModels.Max)],
            sources.Count > 0 && sources.All(s => s.WasKept),
            clock.GetUtcNow());
    }

    private async Task<IEnumerable<AvailableModelDto>> Show(ModelSource source, CancellationToken ct)
    {
        if (source.Missing is not null || source.Connection is not { Protocol: ProviderProtocol.Ollama } connection || source.Models.Count == 0)
            return source.Models.Select(m => Show(m, source.Missing is null ? ModelStatus.Available : ModelStatus.Unknown));
        var loaded = await local.Loaded(connection, ct);
        return source.Models.Select(m => Show(m, ModelStatus.Of(loaded, m.Name)));
    }

    private static AvailableModelDto Show(AiModelDto model, string status) => new(
        model.Id,
        model.Name,
        model.Provider,
        model.Size,
        status,
        status == ModelStatus.Running,
        status != ModelStatus.Unknown,
        model.Description,
        model.ContextWindow,
        [.. ((string?[])["chat", model.SupportsVision is true ? "vision" : null, model.SupportsFunctionCalling is true ? "functions" : null]).OfType<string>()],
        [model.Source],
        model.Metadata);
}

/// <summary>Web+'s words for how a model is.</summary>
internal static class ModelStatus
{
    public const string Available = "available";
    public const string Running = "running";
    public const string Stopped = "stopped";
    public const string Unknown = "unknown";

    /// <summary>Of a model that the Ollama has.</summary>
    public static string Of(LoadedModels loaded, string name) =>
        loaded.Problem is not null ? Unknown : loaded.Find(name) is null ? Available : Running;
}
