using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Data;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Messages;

/// <summary>Posts a message, and with it the assistant's answer where the conversation has an assistant that answers.</summary>
/// <param name="Content">The text.</param>
/// <param name="Model">The model that the assistant shall answer with, else the conversation's.</param>
/// <param name="ClientMessageId">The client's own name for the message: posted again under the same name, it is the same message.</param>
/// <param name="ReplyToId">The message of the conversation that it answers.</param>
public sealed record PostMessage(string Content, string? Model = null, string? ClientMessageId = null, int? ReplyToId = null)
    : ICommand<IReadOnlyList<ChatMessageDto>>
{
    [JsonIgnore]
    public int ConversationId { get; init; }
}

internal sealed class PostMessageValidator : AbstractValidator<PostMessage>
{
    public PostMessageValidator()
    {
        RuleFor(x => x.Content).IsMessageContent();
        RuleFor(x => x.Model).IsModelUsed();
        RuleFor(x => x.ClientMessageId).IsClientMessageId();
    }
}

internal sealed class PostMessageHandler(IMessagingDb db, IUnitOfWork unitOfWork, ICurrentUser user, IAssistantReply assistant, TimeProvider clock)
    : ICommandHandler<PostMessage, IReadOnlyList<ChatMessageDto>>
{
    public async Task<Result<IReadOnlyList<ChatMessageDto>>> Handle(PostMessage request, CancellationToken ct)
    {
        var posted = await Post(request, ct);
        if (posted.Failed)
            return posted.Error;
        var (message, question) = posted.Value;
        if (question is null)
            return new[] { message };

        // Whatever becomes of the answer, the message is stored: who sent it must not send it again.
        var answer = await assistant.Answer(question, ct);
        return answer.Failed || await PostAnswer(question, answer.Value, ct) is not { } answered ? new[] { message } : new[] { message, answered };
    }

    /// <summary>Stores the message.</summary>
    /// <returns>It, and what to ask the assistant, if anything.</returns>
    private async Task<Result<(ChatMessageDto Message, AssistantQuestion? Question)>> Post(PostMessage request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockForParticipant(request.ConversationId, user.Id, ct);
        if (found.Failed)
            return found.Error;
        var earlier = await db.FindPosted(request.ConversationId, user.Id, request.ClientMessageId, request.ReplyToId, ct);
        if (earlier.Failed)
            return earlier.Error;
        if (earlier.Value is { } same)
            return (ChatMessageDto.Of(same, user.Id), null);

        var conversation = found.Value;
        var message = conversation.Post(user.Id, request.Content, null, request.ClientMessageId, request.ReplyToId, clock.GetUtcNow());
        db.Messages.Add(message);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        var question = conversation.WithAi
            ? new AssistantQuestion(conversation.Id, message.Id, user.Id, request.Model ?? conversation.DefaultModelId)
            : null;
        return (ChatMessageDto.Of(message, user.Id), question);
    }

    /// <summary>Stores the answer; null when the person has left meanwhile.</summary>
    private async Task<ChatMessageDto?> PostAnswer(AssistantQuestion question, AssistantAnswer answer, CancellationToken ct)
    {
        // Others may have written meanwhile.
        unitOfWork.Reset();
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockForParticipant(question.ConversationId, user.Id, ct);
        if (found.Failed)
            return null;

        var message = found.Value.PostAnswer(question.MessageId, answer.Content, answer.Model, clock.GetUtcNow());
        db.Messages.Add(message);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return ChatMessageDto.Of(message, user.Id);
    }
}
