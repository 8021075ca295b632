namespace Halext.Application.Messaging.Conversations;

public enum ParticipantRole
{
    Owner,
    Member,
}

/// <summary>Somebody who takes part in a conversation.</summary>
/// <param name="LastReadMessageId">The newest message that they have read; null before the first one.</param>
public sealed record ParticipantDto(
    int UserId, string Username, string? FullName, ParticipantRole Role, int? LastReadMessageId, DateTimeOffset JoinedAt);
