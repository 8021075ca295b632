using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Models;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>Anthropic's messages, by its own library, which knows Microsoft's types of a chat.</summary>
internal sealed class AnthropicProvider(ProviderHttp http) : IModelProvider
{
    private const int MaxModels = 1000;

    /// <summary>The protocol demands a maximum where a caller sets none.</summary>
    private const int DefaultMaxTokens = 4096;

    public ProviderProtocol Protocol => ProviderProtocol.Anthropic;

    public IChatClient Chat(ProviderConnection connection, string model) =>
        new StrictChatClient(Client(connection).AsIChatClient(model, DefaultMaxTokens), connection);

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model) =>
        new NoEmbeddings("Anthropic has no embeddings.");

    public async Task<IReadOnlyList<ProviderModel>> ListModels(ProviderConnection connection, CancellationToken ct)
    {
        try
        {
            var page = await Client(connection).Models.List(new ModelListParams { Limit = MaxModels }, ct);
            return [.. page.Items.Take(MaxModels).Select(model => new ProviderModel(model.ID, ModifiedAt: model.CreatedAt, OwnedBy: "anthropic", Description: model.DisplayName))];
        }
        catch (Exception e) when (ProviderErrors.IsFailure(e, ct))
        {
            throw ProviderErrors.Translate(e, hasBegun: false);
        }
    }

    /// <summary>Everything is said, because the library takes from the environment what is not.</summary>
    private AnthropicClient Client(ProviderConnection connection) => new(new ClientOptions
    {
        HttpClient = http.Client(connection),
        BaseUrl = connection.Endpoint.AbsoluteUri.TrimEnd('/'),
        ApiKey = connection.ApiKey,
        MaxRetries = 0,
        Timeout = Timeout.InfiniteTimeSpan,

        // Its spans would hold what people write.
        OpenTelemetry = false,
    });
}

/// <summary>Stands where a provider makes no vectors.</summary>
internal sealed class NoEmbeddings(string why) : IEmbeddingGenerator<string, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken) =>
        Task.FromException<GeneratedEmbeddings<Embedding<float>>>(ProviderErrors.Refused(why));

    public object? GetService(Type serviceType, object? serviceKey) => null;

    public void Dispose()
    {
    }
}
