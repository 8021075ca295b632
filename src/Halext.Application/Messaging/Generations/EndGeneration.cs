using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Generations;

/// <summary>Ends a generation: what was written becomes a message, once. Internal: whoever writes sends it, and who finds what was left behind.</summary>
/// <param name="Id">The generation.</param>
/// <param name="State">How it ended. What was stopped though nobody asked for that was interrupted by the end of its server, and failed.</param>
/// <param name="Answer">What was written, and what went wrong.</param>
/// <param name="QuestionTokens">What was sent, as the model counts.</param>
/// <param name="QuestionCost">What that cost, in US dollars.</param>
[Public]
internal sealed record EndGeneration(
    Guid Id, GenerationState State, AssistantAnswer Answer, int? QuestionTokens = null, decimal? QuestionCost = null) : ICommand<EndedGeneration>;

/// <summary>What has become of a generation.</summary>
/// <param name="Message">Its message; null when there is none, because it was stopped before it began, or the conversation or the person's part in it is gone.</param>
internal sealed record EndedGeneration(ChatMessageDto? Message);

internal sealed class EndGenerationValidator : AbstractValidator<EndGeneration>
{
    public EndGenerationValidator()
    {
        RuleFor(x => x.State).IsInEnum().NotEqual(GenerationState.Running);
        RuleFor(x => x.Answer.Content).MaximumLength(ChatMessage.AnswerMaxLength);
        RuleFor(x => x.Answer.Model).IsModelUsed();
    }
}

internal sealed class EndGenerationHandler(IMessagingDb db, IRealtime realtime, TimeProvider clock) : ICommandHandler<EndGeneration, EndedGeneration>
{
    public async Task<Result<EndedGeneration>> Handle(EndGeneration request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var conversationId = await db.Generations.Where(g => g.Id == request.Id).Select(g => g.ConversationId).SingleOrDefaultAsync(ct);
        var conversation = await db.LockConversation(conversationId).SingleOrDefaultAsync(ct);
        if (conversation is null)
            return new EndedGeneration(null);
        var generation = await db.Generations.SingleAsync(g => g.Id == request.Id, ct);
        if (generation.State is not GenerationState.Running)
            return new EndedGeneration(null);

        var (state, answer) = request.State is GenerationState.Stopped && generation.StopRequestedAt is null
            ? (GenerationState.Failed, request.Answer with { Failure = MessageFailure.Of(ConversationErrors.AnswerWasLost) })
            : (request.State, request.Answer with { IsCut = request.Answer.IsCut || request.State is GenerationState.Stopped });
        var question = await db.Messages.SingleAsync(m => m.ConversationId == conversationId && m.Number == generation.QuestionNumber, ct);
        ChatMessage? message = null;
        if (!answer.IsNothing && await db.Participants.AnyAsync(p => p.ConversationId == conversationId && p.UserId == generation.UserId, ct))
        {
            message = conversation.PostAnswer(question.Id, answer, clock.GetUtcNow());
            db.Messages.Add(message);
        }

        question.Metered(request.QuestionTokens, request.QuestionCost);
        generation.End(state, answer.Content.Length, message?.Number, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await db.GenerationPieces.Where(p => p.GenerationId == request.Id).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        await realtime.Publish(
            Topics.Conversation(conversationId), GenerationEvents.Changed, new GenerationChangedDto(request.Id, conversationId, question.Id, state), ct);
        return new EndedGeneration(message is null ? null : ChatMessageDto.Of(message, generation.UserId));
    }
}
