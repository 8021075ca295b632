using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Conversations;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Generations;

/// <summary>
/// Posts a message and begins to answer it. Internal: the use case of whatever door lets people talk with the assistant in a conversation.
/// Posted again under the same client id, it is the same message with the same answer.
/// </summary>
/// <param name="Message">The message; whether the conversation has an assistant that answers by itself does not matter.</param>
/// <param name="Options">How to answer.</param>
/// <param name="Always">Whether to answer where the conversation's assistant is off.</param>
internal sealed record AskInConversation(PostMessage Message, GenerationOptions Options, bool Always) : ICommand<AskedAssistant>;

/// <summary>A question that was posted.</summary>
/// <param name="Message">It.</param>
/// <param name="GenerationId">What answers it; null when nothing does.</param>
/// <param name="Answer">The answer, once it is a message; null when nothing answers, or when it was asked before and the generation tells.</param>
internal sealed record AskedAssistant(ChatMessageDto Message, Guid? GenerationId, Task<WrittenAnswer>? Answer);

internal sealed class AskInConversationValidator : AbstractValidator<AskInConversation>
{
    public AskInConversationValidator()
    {
        RuleFor(x => x.Message).SetValidator(new PostMessageValidator());
        RuleFor(x => x.Options.SystemPrompt).IsSystemPrompt();
        RuleFor(x => x.Options.Temperature).InclusiveBetween(0, 2);
        RuleFor(x => x.Options.TopP).InclusiveBetween(0, 1);
        RuleFor(x => x.Options.MaxTokens).GreaterThan(0);
    }
}

internal sealed class AskInConversationHandler(IMessagingDb db, ICurrentUser user, IGenerationRunner runner, TimeProvider clock)
    : ICommandHandler<AskInConversation, AskedAssistant>
{
    public async Task<Result<AskedAssistant>> Handle(AskInConversation request, CancellationToken ct)
    {
        var (post, now) = (request.Message, clock.GetUtcNow());
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockForParticipant(post.ConversationId, user.Id, ct);
        if (found.Failed)
            return found.Error;
        var earlier = await db.FindPosted(post.ConversationId, user.Id, post.ClientMessageId, post.ReplyToId, ct);
        if (earlier.Failed)
            return earlier.Error;
        if (earlier.Value is { } same)
            return new AskedAssistant(ChatMessageDto.Of(same.Message, user.Id), same.GenerationId, same.GenerationId is null ? await FindAnswer(same.Message.Id, ct) : null);

        var conversation = found.Value;
        var isAnswered = conversation.WithAi || request.Always;
        using var place = isAnswered ? runner.Reserve(user.Id) : null;
        if (isAnswered && place is null)
            return ConversationErrors.TooManyAnswers;
        var message = conversation.Post(user.Id, post.Content, null, post.ClientMessageId, post.ReplyToId, now);
        db.Messages.Add(message);
        var generation = isAnswered
            ? Generation.Of(message, user.Id, post.Model ?? conversation.DefaultModelId, request.Options, now)
            : null;
        if (generation is not null)
            db.Generations.Add(generation);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        var answer = generation is null ? null : place?.Start(generation.Id, user.Actor!);
        return new AskedAssistant(ChatMessageDto.Of(message, user.Id), generation?.Id, answer);
    }

    /// <summary>The answer whose generation is forgotten, because it was long ago.</summary>
    private async Task<Task<WrittenAnswer>?> FindAnswer(int questionId, CancellationToken ct)
    {
        var answer = await db.Messages.AsNoTracking()
            .Where(m => m.ReplyToId == questionId && m.AuthorType == AuthorType.Ai)
            .OrderBy(m => m.Number)
            .FirstOrDefaultAsync(ct);
        return answer is null ? null : Task.FromResult(new WrittenAnswer(ChatMessageDto.Of(answer, user.Id)));
    }
}
