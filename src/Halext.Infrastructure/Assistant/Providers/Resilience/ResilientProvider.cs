using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers.Resilience;

/// <summary>An adapter with time limits, repetitions and circuit breakers around all of its calls.</summary>
internal sealed class ResilientProvider(IModelProvider inner, ProviderCircuits circuits, ResilienceTimes times, TimeProvider clock) : IModelProvider
{
    public ProviderProtocol Protocol => inner.Protocol;

    public IChatClient Chat(ProviderConnection connection, string model) =>
        new ResilientChatClient(inner.Chat(connection, model), connection, model, circuits, times, clock);

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model) =>
        new ResilientEmbeddings(inner.Embeddings(connection, model), this, connection, model);

    public Task<IReadOnlyList<ProviderModel>> ListModels(ProviderConnection connection, CancellationToken ct) =>
        Call(connection, null, token => inner.ListModels(connection, token), ct);

    private Task<T> Call<T>(ProviderConnection connection, string? model, Func<CancellationToken, Task<T>> call, CancellationToken ct) =>
        Deadline.Within(clock, times.ListOrVectors, limit => circuits.Call(connection, model, async token => await call(token), limit), ct);

    private sealed class ResilientEmbeddings(
        IEmbeddingGenerator<string, Embedding<float>> generator, ResilientProvider provider, ProviderConnection connection, string model)
        : DelegatingEmbeddingGenerator<string, Embedding<float>>(generator)
    {
        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            provider.Call(connection, model, token => base.GenerateAsync(values, options, token), cancellationToken);
    }
}
