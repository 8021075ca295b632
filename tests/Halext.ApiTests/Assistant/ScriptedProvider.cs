using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Assistant.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Halext.ApiTests.Assistant;

/// <summary>Providers that do as a test says, and remember with which key they were asked.</summary>
internal sealed class ScriptedProviders
{
    /// <summary>Every call: the provider, the model, and the key.</summary>
    public ConcurrentQueue<(string Provider, string Model, string? ApiKey)> Asked { get; } = new();

    /// <summary>Every list of models that was asked for.</summary>
    public ConcurrentQueue<(string Provider, string? ApiKey)> Listed { get; } = new();

    /// <summary>What goes wrong at a provider, by its key.</summary>
    public ConcurrentDictionary<string, ProviderFailure> Failures { get; } = new();

    /// <summary>What a provider offers, by its key.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<ProviderModel>> Models { get; } = new();

    /// <summary>What happens when a server is asked for its models.</summary>
    public Action<Uri> OnList { get; set; } = _ => { };

    /// <summary>The housekeeping of Ollama nodes.</summary>
    public ScriptedHost Host { get; } = new();

    /// <summary>Whether answers say what they used.</summary>
    public bool TellsUsage { get; set; } = true;

    /// <summary>Where a stream breaks off; null when it does not.</summary>
    public int? CutsAfter { get; set; }

    public void Install(WebApplicationBuilder builder)
    {
        builder.Services.RemoveAll<IModelProvider>();
        foreach (var protocol in Enum.GetValues<ProviderProtocol>())
            builder.Services.AddSingleton<IModelProvider>(new Provider(this, protocol));
        builder.Services.AddSingleton<IOllamaHost>(Host);
    }

    private sealed class Provider(ScriptedProviders script, ProviderProtocol protocol) : IModelProvider
    {
        public ProviderProtocol Protocol => protocol;

        public IChatClient Chat(ProviderConnection connection, string model) => new Client(script, connection, model);

        public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model) => new Embedder(script, connection, model);

        public Task<IReadOnlyList<ProviderModel>> ListModels(ProviderConnection connection, CancellationToken ct)
        {
            script.Listed.Enqueue((connection.Provider, connection.ApiKey));
            script.OnList(connection.Endpoint);
            script.Fail(connection.Provider);
            return Task.FromResult(script.Models.GetValueOrDefault(connection.Provider, []));
        }
    }

    private void Fail(string provider)
    {
        if (Failures.TryGetValue(provider, out var failure))
            throw new ProviderException(failure, "It does not work.");
    }

    private sealed class Client(ScriptedProviders script, ProviderConnection connection, string model) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            script.Asked.Enqueue((connection.Provider, model, connection.ApiKey));
            script.Fail(connection.Provider);
            if (model == "unknown")
                throw new ProviderException(ProviderFailure.UnknownModel, "There is no such model.");
            await Task.Yield();
            for (var i = 0; i < 4; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (i == script.CutsAfter)
                    throw new ProviderException(ProviderFailure.Cut, "The answer stopped.");
                yield return new ChatResponseUpdate(ChatRole.Assistant, "word ");
            }

            if (script.TellsUsage)
                yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 1_000, OutputTokenCount = 100 })]);
        }

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }

    private sealed class Embedder(ScriptedProviders script, ProviderConnection connection, string model) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
        {
            script.Asked.Enqueue((connection.Provider, model, connection.ApiKey));
            script.Fail(connection.Provider);
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(new float[] { 1, 0 }))));
        }

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }
}

/// <summary>The housekeeping of an Ollama that has every model but "gone".</summary>
internal sealed class ScriptedHost : IOllamaHost
{
    public ConcurrentQueue<string> Orders { get; } = new();

    /// <summary>What a download waits for when a quarter is there.</summary>
    public Func<Task> AtQuarter { get; set; } = () => Task.CompletedTask;

    public Task<string> Version(ProviderConnection connection, CancellationToken ct) => Task.FromResult("0.12.0");

    public async IAsyncEnumerable<PullProgress> Pull(ProviderConnection connection, string model, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new PullProgress("pulling manifest", null, null);
        yield return new PullProgress("pulling 1f", 250, 1000);
        await AtQuarter().WaitAsync(ct);
        await Order("pull", model);
        yield return new PullProgress(PullProgress.Success, null, null);
    }

    public Task Delete(ProviderConnection connection, string model, CancellationToken ct) => Order("delete", model);

    public Task<IReadOnlyList<LoadedModel>> LoadedModels(ProviderConnection connection, CancellationToken ct) => throw new NotSupportedException();

    public Task<LocalModel> Show(ProviderConnection connection, string model, CancellationToken ct) => throw new NotSupportedException();

    public Task Load(ProviderConnection connection, string model, TimeSpan? keepAlive, CancellationToken ct) => throw new NotSupportedException();

    public Task Unload(ProviderConnection connection, string model, CancellationToken ct) => throw new NotSupportedException();

    public Task<byte[]> Paint(ProviderConnection connection, string model, string prompt, CancellationToken ct) => throw new NotSupportedException();

    private Task Order(string what, string model)
    {
        if (model == "gone")
            throw new ProviderException(ProviderFailure.UnknownModel, "The node has no such model.");
        Orders.Enqueue($"{what} {model}");
        return Task.CompletedTask;
    }
}
