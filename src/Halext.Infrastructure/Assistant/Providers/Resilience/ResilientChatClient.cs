using System.Runtime.CompilerServices;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers.Resilience;

/// <summary>
/// Time limits, repetitions and a circuit breaker around a chat. A stream is begun again only as long as nothing of it has come: what a
/// person has read cannot be taken back.
/// </summary>
internal sealed class ResilientChatClient(
    IChatClient inner, ProviderConnection connection, string model, ProviderCircuits circuits, ResilienceTimes times, TimeProvider clock)
    : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Deadline.Within(
            clock,
            times.WholeAnswer,
            limit => circuits.Call(connection, model, async ct => await InnerClient.GetResponseAsync(messages, options, ct), limit),
            cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var limit = new Deadline(clock, times.FirstToken, cancellationToken);
        var left = times.WholeStream;
        var start = clock.GetTimestamp();
        await using var updates = await Begin();
        do
        {
            // Who reads slowly does not use up the model's time.
            limit.Suspend();
            left -= clock.GetElapsedTime(start);
            yield return updates.Current;
        }
        while (await Next());

        async Task<IAsyncEnumerator<ChatResponseUpdate>> Begin()
        {
            try
            {
                return await circuits.Call(connection, model, Attempt, limit.Token);
            }
            catch (Exception e) when (limit.IsOver(e))
            {
                throw Deadline.NoAnswer();
            }
        }

        async ValueTask<IAsyncEnumerator<ChatResponseUpdate>> Attempt(CancellationToken ct)
        {
            var attempt = InnerClient.GetStreamingResponseAsync(messages, options, ct).GetAsyncEnumerator(ct);
            try
            {
                // Adapters throw when a stream has nothing at all.
                return await attempt.MoveNextAsync() ? attempt : throw ProviderErrors.Garbled();
            }
            catch
            {
                await attempt.DisposeAsync();
                throw;
            }
        }

        async ValueTask<bool> Next()
        {
            if (left <= TimeSpan.Zero)
                throw ProviderErrors.Cut(new TimeoutException());
            start = clock.GetTimestamp();
            limit.Move(left < times.BetweenTokens ? left : times.BetweenTokens);
            try
            {
                return await updates.MoveNextAsync();
            }
            catch (Exception e) when (limit.IsOver(e))
            {
                throw ProviderErrors.Cut(new TimeoutException());
            }
        }
    }
}
