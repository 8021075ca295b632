using System.Runtime.CompilerServices;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.UnitTests.Assistant.Providers.Resilience;

/// <summary>An adapter that does what a test says, without a network.</summary>
internal sealed class ScriptedProvider : IModelProvider
{
    /// <summary>What happens at each attempt, counted from 1; the texts of the answer.</summary>
    public Func<int, CancellationToken, IAsyncEnumerable<string>> Attempt { get; set; } = (_, _) => Says("yes");

    public int Attempts { get; private set; }

    /// <summary>Streams that were begun and are not disposed.</summary>
    public int Open { get; private set; }

    public ProviderProtocol Protocol => ProviderProtocol.OpenAi;

    public IChatClient Chat(ProviderConnection connection, string model) => new Client(this);

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model) => new Generator(this);

    public async Task<IReadOnlyList<ProviderModel>> ListModels(ProviderConnection connection, CancellationToken ct) =>
        [.. await Begin(ct).Select(name => new ProviderModel(name)).ToListAsync(ct)];

    public static async IAsyncEnumerable<string> Says(params string[] texts)
    {
        foreach (var text in texts)
        {
            await Task.Yield();
            yield return text;
        }
    }

    /// <summary>Fails after these texts.</summary>
    public static async IAsyncEnumerable<string> Fails(Exception error, params string[] texts)
    {
        await foreach (var text in Says(texts))
            yield return text;
        throw error;
    }

    /// <summary>Goes silent after these texts.</summary>
    public static async IAsyncEnumerable<string> IsSilent([EnumeratorCancellation] CancellationToken ct, params string[] texts)
    {
        await foreach (var text in Says(texts))
            yield return text;
        await Task.Delay(Timeout.Infinite, ct);
    }

    private async IAsyncEnumerable<string> Begin([EnumeratorCancellation] CancellationToken ct)
    {
        Attempts++;
        Open++;
        try
        {
            await foreach (var text in Attempt(Attempts, ct))
                yield return text;
        }
        finally
        {
            Open--;
        }
    }

    private sealed class Client(ScriptedProvider provider) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            provider.Begin(cancellationToken).Select(text => new ChatResponseUpdate(ChatRole.Assistant, text));

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }

    private sealed class Generator(ScriptedProvider provider) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken) =>
            new(await provider.Begin(cancellationToken).Select(_ => new Embedding<float>(new float[] { 1 })).ToListAsync(cancellationToken));

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }
}
