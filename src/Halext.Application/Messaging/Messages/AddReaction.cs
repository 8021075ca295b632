using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Messages;

/// <summary>Sets an emoji on a message. Doing so twice is no mistake.</summary>
public sealed record AddReaction(int MessageId, string Emoji) : ICommand<ChatMessageDto>;

internal sealed class AddReactionValidator : AbstractValidator<AddReaction>
{
    public AddReactionValidator() => RuleFor(x => x.Emoji).IsEmoji();
}

internal sealed class AddReactionHandler(IMessagingDb db, ICurrentUser user) : ICommandHandler<AddReaction, ChatMessageDto>
{
    public async Task<Result<ChatMessageDto>> Handle(AddReaction request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockMessage(request.MessageId, user.Id, ct);
        if (found.Failed)
            return found.Error;
        if (found.Value.Message.React(user.Id, request.Emoji) is { Failed: true, Error: var refusal })
            return refusal;

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return ChatMessageDto.Of(found.Value.Message, user.Id);
    }
}
