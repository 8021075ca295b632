using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

public enum GenerationState
{
    /// <summary>The assistant is writing.</summary>
    Running,

    /// <summary>Its answer is a message of the conversation.</summary>
    Completed,

    /// <summary>It could not answer, or not to the end; the message says so.</summary>
    Failed,

    /// <summary>Somebody stopped it; what there was of the answer, if anything, is a message.</summary>
    Stopped,
}

/// <summary>How the assistant shall answer; what is null is left to the model.</summary>
/// <param name="SystemPrompt">Instead of the conversation's.</param>
/// <param name="Temperature">0 … 2.</param>
/// <param name="TopP">0 … 1.</param>
/// <param name="MaxTokens">The longest answer.</param>
public sealed record GenerationOptions(string? SystemPrompt = null, double? Temperature = null, double? TopP = null, int? MaxTokens = null)
{
    /// <summary>-2 … 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>-2 … 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Texts at which the answer ends.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Whether no other model takes the place of one that does not exist (any more).</summary>
    public bool RequireModel { get; init; }
}

/// <summary>
/// An answer that the assistant is writing. It is independent of whoever listens: what is written is kept in pieces, and becomes a message of
/// the conversation when it ends, however it ends.
/// </summary>
public sealed class Generation
{
    /// <summary>Whoever writes an answer shows this often that it still does …</summary>
    public static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>… and is taken for dead when it did not for this long.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(60);

    /// <summary>How long it can be asked what became of a generation.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private Generation(Guid id, int conversationId, int questionNumber, int userId, string? model, GenerationOptions options)
    {
        Id = id;
        ConversationId = conversationId;
        QuestionNumber = questionNumber;
        UserId = userId;
        Model = model;
        Options = options;
    }

    public Guid Id { get; private set; }

    public int ConversationId { get; private set; }

    /// <summary>The <see cref="ChatMessage.Number"/> of what is answered.</summary>
    public int QuestionNumber { get; private set; }

    /// <summary>On whose behalf.</summary>
    public int UserId { get; private set; }

    /// <summary>The wanted model; null leaves the choice to the assistant.</summary>
    public string? Model { get; private set; }

    public GenerationOptions Options { get; private set; }

    public GenerationState State { get; private set; }

    /// <summary>Once it has ended: how many characters were written.</summary>
    public int Length { get; private set; }

    /// <summary>The <see cref="ChatMessage.Number"/> of the answer, once there is one.</summary>
    public int? AnswerNumber { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>The last <see cref="SignOfLife"/>.</summary>
    public DateTimeOffset AliveAt { get; private set; }

    /// <summary>When somebody asked to stop it.</summary>
    public DateTimeOffset? StopRequestedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Begins to answer a message that was just posted.</summary>
    public static Generation Of(ChatMessage question, int userId, string? model, GenerationOptions options, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), question.ConversationId, question.Number, userId, model, options) { StartedAt = now, AliveAt = now };

    /// <summary>Notes that somebody wants it to stop. Whoever asked or owns the conversation may; doing so twice, or too late, is no mistake.</summary>
    public Result<Done> RequestStop(int userId, int ownerId, DateTimeOffset now)
    {
        if (userId != UserId && userId != ownerId)
            return ConversationErrors.AskerOrOwnerOnly;
        if (State is GenerationState.Running)
            StopRequestedAt ??= now;
        return Done.Result;
    }

    /// <summary>Its end is its last sign of life: it is <see cref="Kept"/> from then on, however long whoever wrote it had been dead.</summary>
    public void End(GenerationState state, int length, int? answerNumber, DateTimeOffset now) =>
        (State, Length, AnswerNumber, EndedAt, AliveAt) = (state, length, answerNumber, now, now);
}

/// <summary>A piece of an answer that is being written.</summary>
/// <param name="generationId">Of which.</param>
/// <param name="start">How many characters (UTF-16) stand before it.</param>
/// <param name="text">What it adds.</param>
public sealed class GenerationPiece(Guid generationId, int start, string text)
{
    /// <summary>So small that a piece can be announced to every node, whatever it holds.</summary>
    public const int MaxLength = 500;

    public Guid GenerationId { get; private set; } = generationId;

    public int Start { get; private set; } = start;

    public string Text { get; private set; } = text;
}
