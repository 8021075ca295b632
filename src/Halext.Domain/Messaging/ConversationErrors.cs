using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

/// <summary>What conversations and their messages refuse.</summary>
public static class ConversationErrors
{
    public static readonly Error OwnerOnly = Error.Forbidden("Only the owner of the conversation may do this.");

    public static readonly Error AuthorOnly = Error.Forbidden("Only its author may change a message.");

    public static readonly Error AuthorOrOwnerOnly = Error.Forbidden("Only its author or the owner of the conversation may delete a message.");

    public static readonly Error AskerOrOwnerOnly =
        Error.Forbidden("Only who asked or the owner of the conversation may stop an answer.");

    public static readonly Error TooManyAnswers =
        Error.RateLimited("The assistant is writing as many answers as it can; wait for one of yours to end.", TimeSpan.FromSeconds(5));

    public static readonly Error AnswerIsTooLong =
        new("ANSWER_TOO_LONG", ErrorKind.Unavailable, $"The answer was cut: it is longer than {ChatMessage.AnswerMaxLength} characters.");

    public static readonly Error AnswerWasLost =
        new("ANSWER_INTERRUPTED", ErrorKind.Unavailable, "The server stopped before the assistant had finished. Ask again.");

    public static readonly Error OwnerStays =
        new("OWNER_CANNOT_LEAVE", ErrorKind.Conflict, "The owner cannot leave: make another participant the owner first, or delete the conversation.");

    public static readonly Error TooManyParticipants =
        Error.Invalid($"A conversation has at most {Conversation.ParticipantsMax} participants.");

    public static readonly Error TooManyReactions = Error.Conflict($"A message has at most {ChatMessage.EmojiMax} different reactions.");

    public static readonly Error MessageIsDeleted = new("MESSAGE_DELETED", ErrorKind.Conflict, "The message was deleted.");

    public static readonly Error NoGoal =
        new("NO_HIVE_MIND_GOAL", ErrorKind.Invalid, "The conversation has no goal to work towards; its owner can set one.");

    public static Error NotFound(int id) => Error.NotFound("Conversation", id);

    public static Error MessageNotFound(int id) => Error.NotFound("Message", id);

    public static Error GenerationNotFound(Guid id) => Error.NotFound("Generation", id);
}
