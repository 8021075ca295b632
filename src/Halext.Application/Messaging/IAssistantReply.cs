using Halext.Domain.Common;

namespace Halext.Application.Messaging;

/// <summary>The assistant, as conversations know it.</summary>
public interface IAssistantReply
{
    /// <summary>Answers a message that is stored already. A failure leaves the message without an answer.</summary>
    Task<Result<AssistantAnswer>> Answer(AssistantQuestion question, CancellationToken ct);
}

/// <summary>What the assistant is asked.</summary>
/// <param name="ConversationId">Where; its newest messages are the context.</param>
/// <param name="MessageId">What to answer.</param>
/// <param name="UserId">On whose behalf.</param>
/// <param name="Model">The wanted model, else the conversation's; null leaves the choice to the assistant.</param>
public sealed record AssistantQuestion(int ConversationId, int MessageId, int UserId, string? Model);

/// <summary>What the assistant says.</summary>
public sealed record AssistantAnswer(string Content, string Model);
