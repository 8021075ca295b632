using Halext.Application.Common.Events;
using Halext.Application.Common.Realtime;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

/// <summary>A conversation to be loaded again, or to be forgotten.</summary>
public sealed record ConversationChangedDto(int ConversationId);

/// <summary>Somebody who came or went.</summary>
public sealed record ParticipantChangedDto(int ConversationId, int UserId);

internal sealed class OnConversationChanged(IRealtime realtime) : IReaction<ConversationChanged>
{
    public Task React(ConversationChanged happened, CancellationToken ct) => realtime.Publish(
        Topics.Conversation(happened.ConversationId), "conversation_updated", new ConversationChangedDto(happened.ConversationId), ct);
}

internal sealed class OnConversationDeleted(IRealtime realtime) : IReaction<ConversationDeleted>
{
    public Task React(ConversationDeleted happened, CancellationToken ct) => realtime.Publish(
        Topics.Conversation(happened.ConversationId), "conversation_deleted", new ConversationChangedDto(happened.ConversationId), ct);
}

internal sealed class OnParticipantAdded(IRealtime realtime) : IReaction<ParticipantAdded>
{
    public Task React(ParticipantAdded happened, CancellationToken ct) => realtime.Publish(
        Topics.Conversation(happened.ConversationId), "user_joined", new ParticipantChangedDto(happened.ConversationId, happened.UserId), ct);
}

internal sealed class OnParticipantRemoved(IRealtime realtime) : IReaction<ParticipantRemoved>
{
    public Task React(ParticipantRemoved happened, CancellationToken ct) => realtime.Publish(
        Topics.Conversation(happened.ConversationId), "user_left", new ParticipantChangedDto(happened.ConversationId, happened.UserId), ct);
}
