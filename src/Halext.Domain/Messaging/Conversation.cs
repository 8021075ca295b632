using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

/// <summary>People, and perhaps the assistant, who write to each other.</summary>
public sealed class Conversation : EventSource
{
    public const int TitleMaxLength = 200;
    public const int ModelMaxLength = 200;
    public const int GoalMaxLength = 4_000;
    public const int SystemPromptMaxLength = 16_000;
    public const int PairKeyMaxLength = 24;
    public const int ParticipantsMax = 200;

    private readonly List<ConversationParticipant> _participants = [];

    private Conversation(int ownerId, string title, ConversationMode mode, bool withAi, string? defaultModelId, string? systemPrompt)
    {
        OwnerId = ownerId;
        Title = title;
        Mode = mode;
        WithAi = withAi;
        DefaultModelId = defaultModelId;
        SystemPrompt = systemPrompt;
    }

    public int Id { get; private set; }

    /// <summary>The one participant who decides about it.</summary>
    public int OwnerId { get; private set; }

    public string Title { get; private set; }

    public ConversationMode Mode { get; private set; }

    /// <summary>Whether the assistant answers messages.</summary>
    public bool WithAi { get; private set; }

    /// <summary>The model that the assistant answers with; null leaves the choice to the server.</summary>
    public string? DefaultModelId { get; private set; }

    /// <summary>What the assistant is told about itself; null leaves that to the server.</summary>
    public string? SystemPrompt { get; private set; }

    /// <summary>What a hive mind works towards.</summary>
    public string? HiveMindGoal { get; private set; }

    /// <summary>How many messages were ever posted, which is the newest one's <see cref="ChatMessage.Number"/>.</summary>
    public int MessageCount { get; private set; }

    /// <summary>
    /// Names the two people of a conversation that began with a quick message, as long as they are its only participants. It is unique, so
    /// two such messages at once begin one conversation.
    /// </summary>
    public string? PairKey { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When something was last written or changed.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Who takes part; where only one person's part was loaded, only that.</summary>
    public IReadOnlyCollection<ConversationParticipant> Participants => _participants;

    public static Result<Conversation> Create(
        int ownerId, string title, ConversationMode mode, bool withAi, string? defaultModelId, string? systemPrompt, IEnumerable<int> participantIds,
        DateTimeOffset now)
    {
        var people = participantIds.Prepend(ownerId).Distinct().ToList();
        if (people.Count > ParticipantsMax)
            return ConversationErrors.TooManyParticipants;
        var made = new Conversation(ownerId, title, mode, withAi, defaultModelId, systemPrompt) { CreatedAt = now, UpdatedAt = now };
        made._participants.AddRange(people.Select(id => new ConversationParticipant(id, 0, now)));
        return made;
    }

    /// <summary>The conversation of two people that a quick message begins.</summary>
    public static Conversation Between(int ownerId, int otherId, string title, DateTimeOffset now)
    {
        var made = Create(ownerId, title, ConversationMode.Partner, withAi: false, defaultModelId: null, systemPrompt: null, [otherId], now).Value;
        made.PairKey = $"{Math.Min(ownerId, otherId)}-{Math.Max(ownerId, otherId)}";
        return made;
    }

    /// <summary>Their part of it.</summary>
    /// <exception cref="InvalidOperationException">They take no part, or it was not loaded.</exception>
    public ConversationParticipant PartOf(int userId) => _participants.Single(p => p.UserId == userId);

    public void Change(
        Optional<string> title, Optional<ConversationMode> mode, Optional<bool> withAi, Optional<string?> defaultModelId, Optional<string?> systemPrompt,
        DateTimeOffset now)
    {
        Title = title.IsSet ? title.Value : Title;
        Mode = mode.IsSet ? mode.Value : Mode;
        WithAi = withAi.IsSet ? withAi.Value : WithAi;
        DefaultModelId = defaultModelId.IsSet ? defaultModelId.Value : DefaultModelId;
        SystemPrompt = systemPrompt.IsSet ? systemPrompt.Value : SystemPrompt;
        Touch(now);
    }

    public void SetGoal(string goal, DateTimeOffset now)
    {
        HiveMindGoal = goal;
        Touch(now);
    }

    /// <summary>Takes people in; who takes part already still does. What was written before they came does not count as unread.</summary>
    public Result<Done> Add(IEnumerable<int> userIds, DateTimeOffset now)
    {
        var added = userIds.Except(_participants.Select(p => p.UserId)).ToList();
        if (_participants.Count + added.Count > ParticipantsMax)
            return ConversationErrors.TooManyParticipants;
        foreach (var userId in added)
        {
            _participants.Add(new ConversationParticipant(userId, MessageCount, now));
            Raise(() => new ParticipantAdded(Id, userId));
            PairKey = null;
        }

        return Done.Result;
    }

    /// <summary>Ends somebody's part. What they wrote stays.</summary>
    public Result<Done> Remove(int userId)
    {
        if (userId == OwnerId)
            return ConversationErrors.OwnerStays;
        _participants.Remove(PartOf(userId));
        Raise(() => new ParticipantRemoved(Id, userId));
        PairKey = null;
        return Done.Result;
    }

    /// <summary>Makes another participant the owner.</summary>
    public void HandOver(int userId, DateTimeOffset now)
    {
        if (userId == OwnerId)
            return;
        OwnerId = PartOf(userId).UserId;
        Touch(now);
    }

    /// <summary>Adds a participant's message.</summary>
    public ChatMessage Post(int authorId, string content, string? model, string? clientMessageId, int? replyToId, DateTimeOffset now)
    {
        var message = ChatMessage.ByUser(this, ++MessageCount, authorId, content, model, clientMessageId, replyToId, now);
        PartOf(authorId).Wrote(MessageCount);
        UpdatedAt = now;
        return message;
    }

    /// <summary>Adds what the assistant answers to a message.</summary>
    public ChatMessage PostAnswer(int questionId, AssistantAnswer answer, DateTimeOffset now)
    {
        UpdatedAt = now;
        return ChatMessage.ByAssistant(this, ++MessageCount, answer, questionId, now);
    }

    /// <summary>Has to be called before it is removed, so that others learn of it.</summary>
    public void Delete() => Raise(() => new ConversationDeleted(Id));

    private void Touch(DateTimeOffset now)
    {
        UpdatedAt = now;
        Raise(() => new ConversationChanged(Id));
    }
}
