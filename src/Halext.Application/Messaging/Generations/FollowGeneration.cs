using System.Runtime.CompilerServices;
using Halext.Application.Assistant;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Generations;

/// <summary>An answer as it grows, from wherever the caller stopped reading, to its end. Any number of people may follow, on any node.</summary>
/// <param name="Id">The generation.</param>
/// <param name="From">How many characters (UTF-16) the caller has already; who has more than there are gets what comes from now on.</param>
public sealed record FollowGeneration(Guid Id, int From = 0) : IQuery<FollowedGeneration>
{
    /// <summary>Where it is, if the caller knows; else it is looked up.</summary>
    public int? ConversationId { get; init; }
}

/// <summary>An answer to be read once.</summary>
/// <param name="Steps">What comes of it. Cancel it by its enumerator's token.</param>
public sealed record FollowedGeneration(IAsyncEnumerable<GenerationStep> Steps);

/// <summary>What comes next of an answer.</summary>
/// <param name="Text">What is added; nothing at the beginning and now and then, as a sign of life.</param>
/// <param name="Length">How many characters there are with it: where to go on after an interruption.</param>
/// <param name="Ended">How it ended; nothing comes behind that.</param>
/// <param name="Message">With the end: the message that it has become, if any.</param>
/// <param name="Usage">With the end: what it took.</param>
public sealed record GenerationStep(
    string Text, int Length, GenerationState? Ended = null, ChatMessageDto? Message = null, ModelUsage? Usage = null);

internal sealed class FollowGenerationHandler(IMessagingDb db, ICurrentUser user, IRealtimeFeed feed, TimeProvider clock)
    : IQueryHandler<FollowGeneration, FollowedGeneration>
{
    /// <summary>Pushes can be lost: what is stored is looked at this often.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    public async Task<Result<FollowedGeneration>> Handle(FollowGeneration request, CancellationToken ct)
    {
        var conversationId = request.ConversationId ?? await db.FindConversationOf(request.Id, user.Id, ct);
        return conversationId is null
            ? ConversationErrors.GenerationNotFound(request.Id)
            : new FollowedGeneration(Follow(request.Id, conversationId.Value, Math.Max(0, request.From), CancellationToken.None));
    }

    private async IAsyncEnumerable<GenerationStep> Follow(Guid id, int conversationId, int length, [EnumeratorCancellation] CancellationToken ct)
    {
        // It listens before it looks, so that nothing falls in between.
        using var subscription = feed.Listen(Topics.Conversation(conversationId), Concerns(id));
        while (true)
        {
            var found = await db.ReadGeneration(id, user.Id, ct);

            if (found is not null)
                length = Math.Min(length, found.Content.Length);

            // Also when there is nothing new: so readers and proxies know that the connection lives.
            var fresh = found?.Content.Length > length ? found.Content[length..] : "";
            length += fresh.Length;
            yield return new GenerationStep(fresh, length);
            if (found is not { State: GenerationState.Running })
            {
                // When the person lost the conversation meanwhile, it is over for them.
                yield return new GenerationStep("", length, found?.State ?? GenerationState.Stopped, found?.Message, found?.Usage);
                yield break;
            }

            while (await Hear(id, subscription, ct) is { } delta && delta.Start <= length)
            {
                var known = length - delta.Start;
                if (known >= delta.Text.Length)
                    continue;
                length = delta.Start + delta.Text.Length;
                yield return new GenerationStep(delta.Text[known..], length);
            }
        }
    }

    /// <summary>The next piece; null when it is time to look at what is stored: at the end, and when nothing was heard for a while.</summary>
    private async Task<MessageDeltaDto?> Hear(Guid id, IRealtimeSubscription subscription, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(LookInterval, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            while (true)
            {
                var heard = await subscription.Heard.ReadAsync(either.Token);
                if (heard.Type != GenerationEvents.Delta)
                    return null;

                // Another answer may quote this one's name.
                if (feed.Read<MessageDeltaDto>(heard) is { } delta && delta.GenerationId == id)
                    return delta;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What adds to the answer or ends it, and what may have taken the conversation from the person.</summary>
    private static Func<RealtimeEvent, bool> Concerns(Guid id)
    {
        var name = id.ToString();
        return happened => happened.Type is GenerationEvents.Delta or GenerationEvents.Changed
            ? happened.Data.Contains(name, StringComparison.Ordinal)
            : happened.Type is "user_left" or "conversation_deleted";
    }
}
