using System.Runtime.CompilerServices;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers.Resilience;

/// <summary>
/// Time limits, repetitions and a circuit breaker around a chat. A stream is begun again only as long as nothing of it has come: what a
/// person has read cannot be taken back.
/// </summary>
internal sealed class ResilientChatClient(
    IChatClient inner, ProviderConnection connection, ProviderCircuits circuits, ResilienceTimes times, TimeProvider clock) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var total = new Deadline(clock, times.Total, cancellationToken);
        try
        {
            return await circuits.Call(connection, Attempt, total.Token);
        }
        catch (Exception e) when (total.IsOver(e))
        {
            throw Deadline.NoAnswer();
        }

        async ValueTask<ChatResponse> Attempt(CancellationToken ct)
        {
            using var limit = new Deadline(clock, times.WholeAnswer, ct);
            try
            {
                return await InnerClient.GetResponseAsync(messages, options, limit.Token);
            }
            catch (Exception e) when (limit.IsOver(e))
            {
                throw Deadline.NoAnswer();
            }
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var total = new Deadline(clock, times.Total, cancellationToken);
        await using var stream = await Begin();
        do
            yield return stream.Current;
        while (await Next());

        async Task<BegunStream> Begin()
        {
            try
            {
                return await circuits.Call(
                    connection,
                    async _ => await BegunStream.Begin(ct => InnerClient.GetStreamingResponseAsync(messages, options, ct), clock, times, total.Token),
                    total.Token);
            }
            catch (Exception e) when (total.IsOver(e))
            {
                throw Deadline.NoAnswer();
            }
        }

        async ValueTask<bool> Next()
        {
            try
            {
                return await stream.Next();
            }
            catch (Exception e) when (total.IsOver(e))
            {
                throw ProviderErrors.Cut(new TimeoutException());
            }
        }
    }

    /// <summary>A stream whose first piece is here. It outlives the attempt that began it, and so does its limit.</summary>
    private sealed class BegunStream : IAsyncDisposable
    {
        private readonly Deadline _limit;
        private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
        private readonly TimeSpan _betweenTokens;

        private BegunStream(Deadline limit, IAsyncEnumerator<ChatResponseUpdate> updates, TimeSpan betweenTokens) =>
            (_limit, _updates, _betweenTokens) = (limit, updates, betweenTokens);

        public ChatResponseUpdate Current => _updates.Current;

        public static async Task<BegunStream> Begin(
            Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> ask, TimeProvider clock, ResilienceTimes times, CancellationToken ct)
        {
            var limit = new Deadline(clock, times.FirstToken, ct);
            var stream = new BegunStream(limit, ask(limit.Token).GetAsyncEnumerator(limit.Token), times.BetweenTokens);
            try
            {
                // Adapters throw when a stream has nothing at all.
                return await stream._updates.MoveNextAsync() ? stream : throw ProviderErrors.Garbled();
            }
            catch (Exception e)
            {
                var isOver = limit.IsOver(e);
                await stream.DisposeAsync();
                if (isOver)
                    throw Deadline.NoAnswer();
                throw;
            }
        }

        public async ValueTask<bool> Next()
        {
            _limit.Move(_betweenTokens);
            try
            {
                return await _updates.MoveNextAsync();
            }
            catch (Exception e) when (_limit.IsOver(e))
            {
                throw ProviderErrors.Cut(new TimeoutException());
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _updates.DisposeAsync();
            _limit.Dispose();
        }
    }
}
