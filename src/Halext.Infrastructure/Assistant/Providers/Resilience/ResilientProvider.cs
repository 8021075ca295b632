using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers.Resilience;

/// <summary>An adapter with time limits, repetitions and circuit breakers around all of its calls.</summary>
internal sealed class ResilientProvider(IModelProvider inner, ProviderCircuits circuits, ResilienceTimes times, TimeProvider clock) : IModelProvider
{
    public ProviderProtocol Protocol => inner.Protocol;

    public IChatClient Chat(ProviderConnection connection, string model) =>
        new ResilientChatClient(inner.Chat(connection, model), connection, circuits, times, clock);

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model) =>
        new ResilientEmbeddings(inner.Embeddings(connection, model), this, connection);

    public Task<IReadOnlyList<ProviderModel>> ListModels(ProviderConnection connection, CancellationToken ct) =>
        Call(connection, token => inner.ListModels(connection, token), ct);

    private async Task<T> Call<T>(ProviderConnection connection, Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        using var total = new Deadline(clock, times.Total, ct);
        try
        {
            return await circuits.Call(connection, async token => await Attempt(call, token), total.Token);
        }
        catch (Exception e) when (total.IsOver(e))
        {
            throw Deadline.NoAnswer();
        }
    }

    private async Task<T> Attempt<T>(Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        using var limit = new Deadline(clock, times.ListOrVectors, ct);
        try
        {
            return await call(limit.Token);
        }
        catch (Exception e) when (limit.IsOver(e))
        {
            throw Deadline.NoAnswer();
        }
    }

    private sealed class ResilientEmbeddings(
        IEmbeddingGenerator<string, Embedding<float>> generator, ResilientProvider provider, ProviderConnection connection)
        : DelegatingEmbeddingGenerator<string, Embedding<float>>(generator)
    {
        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            provider.Call(connection, token => base.GenerateAsync(values, options, token), cancellationToken);
    }
}
