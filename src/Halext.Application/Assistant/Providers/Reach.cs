using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Providers;

/// <summary>Where a key comes from.</summary>
public enum KeySource
{
    /// <summary>The person stored it.</summary>
    Own,

    /// <summary>An administrator stored it for everybody.</summary>
    Instance,

    /// <summary>The operator set it.</summary>
    Environment,
}

/// <summary>Which models a person can reach, over which connection and with whose key. Decides from facts alone; asks nobody.</summary>
internal sealed class Reach(AssistantFacts facts, AssistantSettings settings, ISecretProtector secrets)
{
    public static readonly ModelIdentifier Mock = new(ProviderKeys.Mock, "llama3.1");

    /// <summary>What the mock is listed as.</summary>
    public static readonly IReadOnlyList<string> MockModels = [Mock.Model, "mistral"];

    public static readonly ProviderConnection MockConnection = new(ProviderKeys.Mock, ProviderProtocol.Mock, new Uri("about:blank"), null, false);

    public AssistantFacts Facts => facts;

    /// <summary>The providers that can be asked, the preferred ones first; without nodes and the mock.</summary>
    public IEnumerable<ProviderSettings> Providers => settings.Providers.Where(p => !IsOff(p) && (!p.NeedsKey || SourceOf(p) is not null));

    /// <summary>Whether the mock stands in for models, because the operator says so or has configured none.</summary>
    public bool UsesMock => settings.IsOffline || settings.DefaultModel?.Provider == ProviderKeys.Mock || (!Providers.Any() && BestNode is null);

    /// <summary>Who answers where nobody in particular is asked: the first choice within reach of the person, the instance and the operator.</summary>
    public ModelIdentifier Default =>
        Chosen(facts.Own.DefaultModel) ?? Chosen(facts.Instance.DefaultModel) ?? (settings.DefaultModel is { } usual && Has(usual) ? usual : null)
        ?? (Providers.FirstOrDefault() is { } first ? new ModelIdentifier(first.Key, ModelOf(first)) : null)
        ?? (BestNode is { FirstModel: { } model } node ? new ModelIdentifier(ProviderKeys.Client, model, node.Id) : null)
        ?? Mock;

    /// <summary>Who makes vectors where nobody in particular is asked.</summary>
    public ModelIdentifier EmbeddingDefault
    {
        get
        {
            if (settings.EmbeddingModel is { } configured && Has(configured))
                return configured;
            var usual = Default;
            return EmbedderOf(usual.Provider, usual) ?? Providers.Select(p => EmbedderOf(p.Key, new ModelIdentifier(p.Key, ModelOf(p)))).FirstOrDefault(m => m is not null) ?? usual;
        }
    }

    /// <summary>Who makes pictures where nobody in particular is asked; null when there is nobody who could.</summary>
    public ModelIdentifier? PictureDefault => Painters().FirstOrDefault(m => m is not null && MayPaint(m));

    /// <summary>Whether a model is on a server that makes pictures. Whether the model does shows when it is asked.</summary>
    public bool MayPaint(ModelIdentifier model) => model.Provider switch
    {
        ProviderKeys.Client => Node(model)?.Type == NodeType.Ollama,
        ProviderKeys.Ollama => Has(model),
        _ => false,
    };

    /// <summary>Who is asked in turn when a model is out of reach: the person's list, else that for everybody, else the operator's.</summary>
    public IReadOnlyList<ModelIdentifier> Fallbacks =>
        [.. ((facts.Own.FallbackModels ?? facts.Instance.FallbackModels)?.Select(text => ModelIdentifier.Parse(text, Mock)) ?? settings.FallbackModels).Where(Has)];

    /// <summary>Whether there is such a provider or node for the person. Whether it has the model shows when it is asked.</summary>
    public bool Has(ModelIdentifier model) => model.Provider switch
    {
        ProviderKeys.Mock => true,
        ProviderKeys.Client => Node(model) is not null,
        _ => Providers.Any(p => p.Key == model.Provider),
    };

    /// <summary>The node that a model is on; null when it is on none.</summary>
    public UsableNode? NodeOf(ModelIdentifier model) => model.Provider == ProviderKeys.Client ? Node(model) : null;

    /// <summary>
    /// What a name means to clients that know the models of one Ollama only, and name them as it does: <c>llama3.1:8b</c> is no model of a
    /// provider called llama3.1. <c>gemini:pro</c> and <c>client:7:pro</c> are none of Ollama's, though, also where they are not within reach.
    /// </summary>
    public ModelIdentifier Named(string name)
    {
        var model = ModelIdentifier.Parse(name, Default);
        return !ProviderKeys.IsKnown(model.Provider) && Has(new ModelIdentifier(ProviderKeys.Ollama, name)) ? new ModelIdentifier(ProviderKeys.Ollama, name.Trim()) : model;
    }

    /// <summary>The same for those who insist on a model: the mock would answer to any name.</summary>
    public bool Offers(ModelIdentifier model) => model.Provider == ProviderKeys.Mock ? MockModels.Contains(model.Model) : Has(model);

    /// <summary>How a model is reached.</summary>
    public Result<ProviderConnection> Connect(ModelIdentifier model) => model.Provider switch
    {
        _ when !Has(model) => AssistantErrors.ModelNotFound(model.ToString()),
        ProviderKeys.Mock => MockConnection,
        ProviderKeys.Client => Connect(Node(model)!),
        _ => Connect(Providers.First(p => p.Key == model.Provider)),
    };

    public Result<ProviderConnection> Connect(UsableNode node) => ConnectNode(node.Type, node.Hostname, node.Port, node.OwnerId, node.ProtectedKey, secrets);

    /// <summary>Nodes are entered by people, so their addresses are guarded.</summary>
    public static Result<ProviderConnection> ConnectNode(
        NodeType type, string hostname, int port, int ownerId, string? protectedKey, ISecretProtector secrets)
    {
        var root = ClientNode.AddressOf(hostname, port);
        var key = protectedKey is null ? null : secrets.Unprotect(protectedKey, PurposeOfNode(ownerId, hostname, port));
        if (protectedKey is not null && key is null)
            return AssistantErrors.CredentialUnreadable(ProviderKeys.Client);
        return type == NodeType.Ollama
            ? new ProviderConnection(ProviderKeys.Client, ProviderProtocol.Ollama, new Uri(root), key, true)
            : new ProviderConnection(ProviderKeys.Client, ProviderProtocol.OpenAi, new Uri(root + "/api/v1"), key, true);
    }

    public Result<ProviderConnection> Connect(ProviderSettings provider)
    {
        var connection = new ProviderConnection(provider.Key, provider.Protocol, provider.Endpoint, provider.ApiKey, false) { IsVendor = provider.IsVendor };
        if (Stored(provider.Key) is not { } stored)
            return connection;
        return secrets.Unprotect(stored.ProtectedKey, PurposeOf(provider.Key, stored.OwnerId)) is { } key
            ? connection with { ApiKey = key }
            : AssistantErrors.CredentialUnreadable(provider.Key);
    }

    /// <summary>Whose key opens a provider: the person's own, else the one for everybody, else the operator's; null when there is none.</summary>
    public KeySource? SourceOf(ProviderSettings provider) => Stored(provider.Key) switch
    {
        { OwnerId: not null } => KeySource.Own,
        { } => KeySource.Instance,
        null => provider.ApiKey is null ? null : KeySource.Environment,
    };

    public StoredCredential? Stored(string provider) =>
        facts.Credentials.FirstOrDefault(c => c.OwnerId == facts.UserId && c.Provider == provider)
        ?? facts.Credentials.FirstOrDefault(c => c.OwnerId is null && c.Provider == provider);

    public static SecretPurpose PurposeOf(string provider, int? ownerId) => new($"provider-key:{provider}", ownerId);

    /// <summary>With the address, so that a key that is moved to another node opens nothing.</summary>
    public static SecretPurpose PurposeOfNode(int ownerId, string hostname, int port) => new($"node-key:{ClientNode.AddressOf(hostname, port)}", ownerId);

    private IEnumerable<ModelIdentifier?> Painters() =>
    [
        settings.ImageModel,
        Default,
        .. Providers.Select(p => new ModelIdentifier(p.Key, ModelOf(p))),
        .. facts.Nodes.Where(n => n is { Status: NodeStatus.Online, FirstModel: not null }).Select(n => new ModelIdentifier(ProviderKeys.Client, n.FirstModel!, n.Id)),
    ];

    private UsableNode? BestNode => facts.Nodes.FirstOrDefault(n => n is { Status: NodeStatus.Online, FirstModel: not null });

    private string ModelOf(ProviderSettings provider) => Stored(provider.Key)?.Model ?? provider.DefaultModel;

    private UsableNode? Node(ModelIdentifier model) => facts.Nodes.FirstOrDefault(n => n.Id == model.NodeId);

    private ModelIdentifier? Chosen(string? text) =>
        string.IsNullOrEmpty(text) || ModelIdentifier.Parse(text, Mock) is not { } model || !Has(model) ? null : model;

    private bool IsOff(ProviderSettings provider) => settings.IsOffline && provider.Key != ProviderKeys.Ollama;

    /// <summary>Chat models of vendors make no vectors; servers of open models take any of theirs.</summary>
    private static ModelIdentifier? EmbedderOf(string provider, ModelIdentifier usual) => provider switch
    {
        ProviderKeys.OpenAi => new ModelIdentifier(provider, "text-embedding-3-small"),
        ProviderKeys.Gemini => new ModelIdentifier(provider, "gemini-embedding-001"),
        ProviderKeys.Anthropic => null,
        _ => usual,
    };
}
