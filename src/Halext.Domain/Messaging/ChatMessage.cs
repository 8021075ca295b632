using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

public enum AuthorType
{
    User,
    Ai,
}

/// <summary>An emoji, and who set it.</summary>
public sealed record MessageReaction(string Emoji, IReadOnlyList<int> UserIds);

/// <summary>Why the assistant did not answer, or not to the end.</summary>
/// <param name="Code">As in <see cref="Error.Code"/>.</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record MessageFailure(string Code, string Message)
{
    public static MessageFailure Of(Error error) => new(error.Code, error.Message);
}

/// <summary>What becomes of a question to the assistant.</summary>
/// <param name="Content">What it wrote.</param>
/// <param name="Model">The model that wrote it.</param>
/// <param name="Failure">Why it is no answer, or only the beginning of one.</param>
/// <param name="Tokens">The length of the answer, as the model counts.</param>
/// <param name="Cost">Of the answer, in US dollars.</param>
public sealed record AssistantAnswer(string Content, string? Model, MessageFailure? Failure = null, int? Tokens = null, decimal? Cost = null)
{
    /// <summary>Whether it ends too early though nothing failed: somebody stopped it, or it was as long as it may be.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether there is nothing to say: it was stopped before it began.</summary>
    public bool IsNothing => Content.Length == 0 && Failure is null;
}

/// <summary>Something that a participant or the assistant wrote.</summary>
public sealed class ChatMessage : EventSource
{
    public const int ContentMaxLength = 32_000;

    /// <summary>The assistant may write more than people.</summary>
    public const int AnswerMaxLength = 200_000;

    public const int ClientMessageIdMaxLength = 200;
    public const int EmojiMaxLength = 32;

    /// <summary>How many different emoji a message may collect.</summary>
    public const int EmojiMax = 50;

    private ChatMessage(int number, AuthorType authorType, string content) => (Number, AuthorType, Content) = (number, authorType, content);

    public int Id { get; private set; }

    public int ConversationId { get; private set; }

    /// <summary>Loaded only for a message that is being posted.</summary>
    public Conversation? Conversation { get; private set; }

    /// <summary>1 for the first message of the conversation, without gaps: what is unread is a difference.</summary>
    public int Number { get; private set; }

    /// <summary>Null when the assistant wrote it, or when the author's account is gone.</summary>
    public int? AuthorId { get; private set; }

    public AuthorType AuthorType { get; private set; }

    /// <summary>Empty when it was deleted.</summary>
    public string Content { get; private set; }

    public string? ModelUsed { get; private set; }

    /// <summary>Set where the assistant failed: then <see cref="Content"/> is the reason, behind what it had written.</summary>
    public MessageFailure? Failure { get; private set; }

    /// <summary>Whether it is only the beginning of an answer, which was stopped, cut, or broke off.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>What the model counted: of an answer its length, of a question what was sent with it. Null where no model was asked.</summary>
    public int? Tokens { get; private set; }

    /// <summary>What <see cref="Tokens"/> cost, in US dollars.</summary>
    public decimal? Cost { get; private set; }

    /// <summary>The author's own name for it: the same name again is the same message again.</summary>
    public string? ClientMessageId { get; private set; }

    /// <summary>The message of the same conversation that it answers.</summary>
    public int? ReplyToId { get; private set; }

    /// <summary>In the order in which the emoji were first set.</summary>
    public IReadOnlyList<MessageReaction> Reactions { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? EditedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public Result<Done> Edit(int userId, string content, DateTimeOffset now)
    {
        if (userId != AuthorId)
            return ConversationErrors.AuthorOnly;
        if (DeletedAt is not null)
            return ConversationErrors.MessageIsDeleted;
        (Content, EditedAt) = (content, now);
        Raise(() => new MessageEdited(ConversationId, Id));
        return Done.Result;
    }

    /// <summary>Empties it; that there was one stays visible. Doing so twice is no mistake.</summary>
    /// <param name="userId">Who wants to.</param>
    /// <param name="ownerId">The owner of the conversation.</param>
    /// <param name="now">The time.</param>
    public Result<Done> Delete(int userId, int ownerId, DateTimeOffset now)
    {
        if (userId != AuthorId && userId != ownerId)
            return ConversationErrors.AuthorOrOwnerOnly;
        if (DeletedAt is not null)
            return Done.Result;
        (Content, Reactions, DeletedAt) = ("", [], now);
        Raise(() => new MessageDeleted(ConversationId, Id));
        return Done.Result;
    }

    /// <summary>Sets an emoji for somebody. Doing so twice is no mistake.</summary>
    public Result<Done> React(int userId, string emoji)
    {
        if (DeletedAt is not null)
            return ConversationErrors.MessageIsDeleted;
        var known = Reactions.FirstOrDefault(r => r.Emoji == emoji);
        if (known is null && Reactions.Count >= EmojiMax)
            return ConversationErrors.TooManyReactions;
        if (known is not null && known.UserIds.Contains(userId))
            return Done.Result;
        Reactions = known is null
            ? [.. Reactions, new MessageReaction(emoji, [userId])]
            : [.. Reactions.Select(r => r == known ? r with { UserIds = [.. r.UserIds, userId] } : r)];
        Raise(() => new ReactionChanged(ConversationId, Id, userId, emoji, IsAdded: true));
        return Done.Result;
    }

    /// <summary>Takes an emoji back. Doing so twice is no mistake.</summary>
    public void TakeBack(int userId, string emoji)
    {
        if (!Reactions.Any(r => r.Emoji == emoji && r.UserIds.Contains(userId)))
            return;
        Reactions = [.. Reactions
            .Select(r => r.Emoji == emoji ? r with { UserIds = [.. r.UserIds.Where(id => id != userId)] } : r)
            .Where(r => r.UserIds.Count > 0)];
        Raise(() => new ReactionChanged(ConversationId, Id, userId, emoji, IsAdded: false));
    }

    /// <summary>Notes what it took to ask a model.</summary>
    public void Metered(int? tokens, decimal? cost) => (Tokens, Cost) = (tokens, cost);

    internal static ChatMessage ByUser(
        Conversation conversation, int number, int authorId, string content, string? model, string? clientMessageId, int? replyToId, DateTimeOffset now)
    {
        var message = Make(conversation, number, AuthorType.User, content, model, replyToId, now);
        (message.AuthorId, message.ClientMessageId) = (authorId, clientMessageId);
        return message;
    }

    internal static ChatMessage ByAssistant(Conversation conversation, int number, AssistantAnswer answer, int replyToId, DateTimeOffset now)
    {
        // Clients that only know the content would show half an answer as if it were one.
        var content = answer.Failure is not { } failure ? answer.Content
            : answer.Content.Length == 0 ? failure.Message
            : $"{answer.Content}\n\n{failure.Message}";
        var message = Make(conversation, number, AuthorType.Ai, content, answer.Model, replyToId, now);
        (message.Failure, message.Tokens, message.Cost) = (answer.Failure, answer.Tokens, answer.Cost);
        message.IsPartial = answer.Content.Length > 0 && (answer.IsCut || answer.Failure is not null);
        return message;
    }

    private static ChatMessage Make(
        Conversation conversation, int number, AuthorType author, string content, string? model, int? replyToId, DateTimeOffset now)
    {
        var message = new ChatMessage(number, author, content)
        {
            Conversation = conversation, ConversationId = conversation.Id, ModelUsed = model, ReplyToId = replyToId, CreatedAt = now,
        };
        message.Raise(() => new MessagePosted(message.ConversationId, message.Id, message.AuthorId));
        return message;
    }
}
