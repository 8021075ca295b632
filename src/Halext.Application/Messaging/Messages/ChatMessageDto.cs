using System.Text.Json.Serialization;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Messages;

/// <summary>A message of a conversation.</summary>
public sealed record ChatMessageDto
{
    public required int Id { get; init; }

    public required int ConversationId { get; init; }

    /// <summary>Null when the assistant wrote it, or when the author's account is gone.</summary>
    public required int? AuthorId { get; init; }

    /// <summary>The same as author_id, under the name that some clients know.</summary>
    public int? SenderId => AuthorId;

    public required AuthorType AuthorType { get; init; }

    /// <summary>The same as author_id, under the name that other clients know.</summary>
    public int? UserId => AuthorId;

    /// <summary>The same as author_type, as models say it: user or assistant.</summary>
    public string Role => AuthorType is AuthorType.Ai ? "assistant" : "user";

    /// <summary>Empty when it was deleted.</summary>
    public required string Content { get; init; }

    public required string? ModelUsed { get; init; }

    /// <summary>Why the assistant did not answer, or not to the end; the content says so, too.</summary>
    public required MessageFailure? Error { get; init; }

    /// <summary>What the model counted: of an answer its length, of a question what was sent with it, once it is answered.</summary>
    public required int? Tokens { get; init; }

    /// <summary>What the tokens cost, in US dollars.</summary>
    public required decimal? Cost { get; init; }

    /// <summary>Of an answer: how it came about.</summary>
    public required MessageMetadataDto? Metadata { get; init; }

    /// <summary>The author's own name for it.</summary>
    public required string? ClientMessageId { get; init; }

    /// <summary>The message that it answers.</summary>
    public required int? ReplyToId { get; init; }

    public required IReadOnlyList<ReactionDto> Reactions { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The same as edited_at, under the name that some clients know.</summary>
    public DateTimeOffset? UpdatedAt => EditedAt;

    public required DateTimeOffset? EditedAt { get; init; }

    public required DateTimeOffset? DeletedAt { get; init; }

    /// <summary>For a question that was just asked: what answers it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? GenerationId { get; init; }

    /// <param name="m">The message.</param>
    /// <param name="viewerId">Who looks at it; null when it is told to everybody.</param>
    internal static ChatMessageDto Of(ChatMessage m, int? viewerId) => new()
    {
        Id = m.Id,
        ConversationId = m.ConversationId,
        AuthorId = m.AuthorId,
        AuthorType = m.AuthorType,
        Content = m.Content,
        ModelUsed = m.ModelUsed,
        Error = m.Failure,
        Tokens = m.Tokens,
        Cost = m.Cost,
        Metadata = m.AuthorType is AuthorType.Ai ? new MessageMetadataDto(m.ModelUsed, m.IsPartial, m.Failure?.Code) : null,
        ClientMessageId = m.ClientMessageId,
        ReplyToId = m.ReplyToId,
        Reactions = ReactionDto.Of(m.Reactions, viewerId),
        CreatedAt = m.CreatedAt,
        EditedAt = m.EditedAt,
        DeletedAt = m.DeletedAt,
    };
}

/// <summary>How an answer came about.</summary>
/// <param name="Model">Who wrote it.</param>
/// <param name="Partial">Whether it is only a beginning: it was stopped, broke off, or was as long as it may be.</param>
/// <param name="ErrorCode">Why it is no answer, or only a beginning.</param>
public sealed record MessageMetadataDto(string? Model, bool Partial, string? ErrorCode);

/// <summary>An emoji on a message, and how many people set it.</summary>
/// <param name="Mine">Whether the caller did; absent where the message is told to everybody.</param>
public sealed record ReactionDto(
    string Emoji, int Count, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Mine)
{
    internal static IReadOnlyList<ReactionDto> Of(IReadOnlyList<MessageReaction> reactions, int? viewerId) =>
        [.. reactions.Select(r => new ReactionDto(r.Emoji, r.UserIds.Count, viewerId is { } id ? r.UserIds.Contains(id) : null))];
}
