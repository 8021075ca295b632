using System.Runtime.CompilerServices;
using Halext.Application.Assistant;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>
/// Holds an adapter to its contract: every failure is a <see cref="ProviderException"/>, and an answer has an end. Servers and proxies close
/// streams politely in the middle, and the vendors' libraries take that for the end; what tells is that the reason for the end is missing.
/// </summary>
internal sealed class StrictChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (Exception e) when (ProviderErrors.IsFailure(e, cancellationToken))
        {
            throw ProviderErrors.Translate(e, hasBegun: false);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var hasBegun = false;
        var hasEnded = false;
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Next())
        {
            var update = updates.Current;
            hasBegun |= update.Contents.Count > 0;
            hasEnded |= update.FinishReason is not null;
            yield return update;
        }

        if (!hasEnded)
            throw hasBegun ? ProviderErrors.Cut() : ProviderErrors.Garbled();

        async ValueTask<bool> Next()
        {
            try
            {
                return await updates.MoveNextAsync();
            }
            catch (Exception e) when (ProviderErrors.IsFailure(e, cancellationToken))
            {
                throw ProviderErrors.Translate(e, hasBegun);
            }
        }
    }
}
