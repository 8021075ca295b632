using System.Globalization;
using Halext.Application.Assistant.Credentials;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;

namespace Halext.Application.Assistant.Providers;

/// <summary>Which models the signed-in person may use. Asks all sources at once; who does not answer is left out, and said so.</summary>
internal sealed class ModelDirectory(
    IAssistantFacts facts, IModelLists lists, AssistantSettings settings, ISecretProtector secrets, ICurrentUser user, TimeProvider clock)
{
    private const string Remote = "remote";

    public async Task<Reach> Survey(CancellationToken ct) => new(await facts.Of(user.Id, ct), settings, secrets);

    /// <summary>Everybody who offers models to the person, asked at once.</summary>
    /// <param name="reach">Of the person.</param>
    /// <param name="provider">Only this provider; null for all.</param>
    /// <param name="isFresh">Whether to ask also those whose answer is known.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<ModelSource>> Ask(Reach reach, string? provider, bool isFresh, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var isAdmin = user.Actor is { IsAdmin: true };
        List<ModelSource> found =
        [
            .. await Task.WhenAll(
            [
                .. reach.Providers.Where(p => provider is null || p.Key == provider).Select(p => Of(reach, p, isAdmin, isFresh, ct)),
                .. reach.Facts.Nodes
                    .Where(n => provider is null or ProviderKeys.Client or ProviderKeys.Ollama && ClientNode.IsListed(n.Status, n.LastSeenAt, now))
                    .Select(n => Of(reach, n, isAdmin, isFresh, ct)),
            ]),
        ];
        if (reach.UsesMock && provider is null or ProviderKeys.Mock)
            found.Add(new ModelSource(Reach.MockConnection, [.. Reach.MockModels.Select(Mock)], null, WasKept: false));
        return found;
    }

    /// <param name="reach">Of the person.</param>
    /// <param name="provider">Only this provider's models; null for all.</param>
    /// <param name="limit">How many models at most.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<AiModelsDto> List(Reach reach, string? provider, int limit, CancellationToken ct)
    {
        provider = KeyOf(provider);
        var found = await Ask(reach, provider, isFresh: false, ct);
        var models = found.Where(f => f.Missing is null).SelectMany(f => f.Models).ToList();

        // With a filter, the default is looked for among what it leaves.
        var usual = reach.Default;
        var first = provider is null || models.Any(m => m.Id == usual.ToString()) || models.Count == 0
            ? usual
            : ModelIdentifier.Parse(models[0].Id, usual);
        var credentials = CredentialBook.ForOldClients(CredentialBook.Of(reach, settings, secrets));
        return new AiModelsDto(
            [.. models.OrderByDescending(m => m.Id == first.ToString()).Take(limit)],
            first.Provider,
            first.Model,
            first.ToString(),
            [.. credentials.Where(c => provider is null || c.Provider == provider)],
            [.. found.Select(f => f.Missing).OfType<MissingModelsDto>()]);
    }

    /// <summary>The key that a client means; null for all providers.</summary>
    public static string? KeyOf(string? provider) =>
        string.IsNullOrWhiteSpace(provider) ? null : ProviderKeys.Canonical(provider.Trim().ToLowerInvariant());

    /// <summary>A provider's models, completed and described.</summary>
    public async Task<(IReadOnlyList<ProviderModel> Models, string? Problem)> ModelsOf(Reach reach, ProviderSettings provider, CancellationToken ct)
    {
        var connection = reach.Connect(provider);
        if (connection.Failed)
            return ([], connection.Error.Message);
        var list = await lists.Of(connection.Value, ct);
        return list.Problem is not null ? ([], list.Problem) : (Complete(provider, list.Models), null);
    }

    /// <summary>Vendors list much that does not chat, and leave out some that does. Other servers are taken at their word.</summary>
    private static IReadOnlyList<ProviderModel> Complete(ProviderSettings provider, IReadOnlyList<ProviderModel> listed)
    {
        if (provider.Key == ProviderKeys.Gemini)
            listed = [.. listed.Select(m => m with { Name = m.Name[(m.Name.LastIndexOf('/') + 1)..] })];
        if (!provider.IsVendor)
            return listed;
        var chatting = provider.Key switch
        {
            ProviderKeys.OpenAi => listed.Where(m => m.Name.Contains("gpt", StringComparison.Ordinal)),
            ProviderKeys.Gemini => listed.Where(m => m.Name.StartsWith("gemini", StringComparison.Ordinal) && !m.Name.Contains("embedding", StringComparison.Ordinal)),
            _ => listed,
        };
        return [.. chatting.Concat(ModelCatalog.Curated(provider.Key).Select(m => new ProviderModel(m.Name))).DistinctBy(m => m.Name)];
    }

    private async Task<ModelSource> Of(Reach reach, ProviderSettings provider, bool isAdmin, bool isFresh, CancellationToken ct)
    {
        var connection = reach.Connect(provider);
        if (connection.Failed)
            return new ModelSource(null, [], new MissingModelsDto(provider.Key, null, connection.Error.Message), WasKept: false);
        var list = await lists.Of(connection.Value, ct, isFresh);
        var models = list.LastKnown.Count == 0 && list.Problem is not null ? [] : Complete(provider, list.LastKnown);
        var source = provider.Key switch { ProviderKeys.OpenWebUi => "openwebui", ProviderKeys.Ollama => "local", _ => Remote };
        var endpoint = isAdmin || provider.IsVendor ? provider.Endpoint.GetLeftPart(UriPartial.Authority) : null;
        return new ModelSource(
            connection.Value,
            [.. models.Select(m => Describe(new ModelIdentifier(provider.Key, m.Name), m) with { Source = source, Endpoint = endpoint })],
            list.Problem is null ? null : new MissingModelsDto(provider.Key, null, list.Problem),
            list.WasKept);
    }

    private async Task<ModelSource> Of(Reach reach, UsableNode node, bool isAdmin, bool isFresh, CancellationToken ct)
    {
        var connection = reach.Connect(node);
        if (connection.Failed)
            return new ModelSource(null, [], new MissingModelsDto(ProviderKeys.Client, node.Id, "The node's key cannot be read any more."), WasKept: false);
        var list = await lists.Of(connection.Value, ct, isFresh);
        var models = list.LastKnown.Select(m => Describe(new ModelIdentifier(ProviderKeys.Client, m.Name, node.Id), m) with
        {
            Provider = ProviderKeys.Ollama,
            Source = ProviderKeys.Client,
            NodeId = node.Id,
            NodeName = node.Name,
            Endpoint = isAdmin ? ClientNode.AddressOf(node.Hostname, node.Port) : null,
            LatencyMs = node.LastResponseMs,
        });
        var missing = list.Problem is null ? null : new MissingModelsDto(ProviderKeys.Client, node.Id, list.Problem);
        return new ModelSource(connection.Value, [.. models], missing, list.WasKept);
    }

    private AiModelDto Mock(string name) => Describe(new ModelIdentifier(ProviderKeys.Mock, name), new ProviderModel(name)) with
    {
        Source = ProviderKeys.Mock,
        Description = "Not a language model: answers by rule, and says so.",
    };

    private AiModelDto Describe(ModelIdentifier id, ProviderModel model)
    {
        var known = ModelCatalog.Find(id.Provider, id.Model);
        var price = settings.Prices.Of(id);
        return new AiModelDto
        {
            Id = id.ToString(),
            Name = model.Name,
            Provider = id.Provider,
            Source = Remote,
            Size = model.SizeBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.00} GB") : null,
            Metadata = model.OwnedBy is { } owner ? new Dictionary<string, string> { ["owned_by"] = owner } : [],
            ModifiedAt = model.ModifiedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Description = model.Description,
            ContextWindow = known?.ContextWindow,
            MaxOutputTokens = known?.MaxOutputTokens,
            InputCost = price?.Input,
            OutputCost = price?.Output,
            SupportsVision = known?.SupportsVision,
            SupportsFunctionCalling = known?.SupportsFunctions,
        };
    }
}

/// <summary>Somebody who offers models.</summary>
/// <param name="Connection">What leads there; null when it cannot be opened.</param>
/// <param name="Models">What is offered; where it could not be asked now, what it offered last.</param>
/// <param name="Missing">Why it could not be asked; null when it could.</param>
/// <param name="WasKept">Whether the answer was known already.</param>
internal sealed record ModelSource(ProviderConnection? Connection, IReadOnlyList<AiModelDto> Models, MissingModelsDto? Missing, bool WasKept);
