using System.Text.Json.Serialization;
using Halext.Application.Accounts.Users;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

/// <summary>A conversation as its participants list it.</summary>
public sealed record ConversationDto
{
    public required int Id { get; init; }

    public required string Title { get; init; }

    public required ConversationMode Mode { get; init; }

    /// <summary>Whether the assistant answers messages.</summary>
    public required bool WithAi { get; init; }

    public required string? DefaultModelId { get; init; }

    /// <summary>The same as default_model_id, under the name that some clients know.</summary>
    public string? ModelId => DefaultModelId;

    /// <summary>What the assistant is told about itself.</summary>
    public required string? SystemPrompt { get; init; }

    public required string? HiveMindGoal { get; init; }

    public required int OwnerId { get; init; }

    /// <summary>How many messages were ever posted.</summary>
    public required int MessageCount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The user names, the owner's first.</summary>
    public required IReadOnlyList<string> Participants { get; init; }

    public required IReadOnlyList<UserSummaryDto> ParticipantDetails { get; init; }

    public required ChatMessageDto? LastMessage { get; init; }

    /// <summary>How many messages the caller has not read.</summary>
    public required int UnreadCount { get; init; }

    /// <summary>The newest messages, the oldest of them first; only where one conversation is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChatMessageDto>? Messages { get; init; }
}
