using System.Runtime.CompilerServices;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>
/// Holds an adapter to its contract: every failure is a <see cref="ProviderException"/>, texts are made of whole characters, and an answer has
/// an end. Servers and proxies close streams politely in the middle, and the vendors' libraries take that for the end; what tells is that the
/// reason for the end is missing.
/// </summary>
/// <remarks>
/// Addresses of pictures go to vendors only. A server of the operator's or a user's may stand inside of a network, and would fetch from it for
/// whoever asks.
/// </remarks>
internal sealed class StrictChatClient(IChatClient inner, ProviderConnection connection) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        RefuseAddresses(messages);
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            foreach (var text in response.Messages.SelectMany(message => message.Contents).OfType<TextContent>())
                text.Text = WholeCharacters.Mend(text.Text);
            return response;
        }
        catch (Exception e) when (ProviderErrors.IsFailure(e, cancellationToken))
        {
            throw ProviderErrors.Translate(e, hasBegun: false);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RefuseAddresses(messages);
        var characters = new WholeCharacters();
        var hasBegun = false;
        var hasEnded = false;
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Next())
        {
            var update = updates.Current;
            foreach (var text in update.Contents.OfType<TextContent>())
                text.Text = characters.Next(text.Text);
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

    private void RefuseAddresses(IEnumerable<ChatMessage> messages)
    {
        if (!connection.IsVendor && messages.Any(message => message.Contents.Any(content => content is UriContent)))
            throw ProviderErrors.Refused("This provider takes images as base64 in a data: URL only, and not their addresses.");
    }
}
