using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Messages;

/// <summary>Takes the signed-in user's emoji back from a message. Doing so twice is no mistake.</summary>
public sealed record RemoveReaction(int MessageId, string Emoji) : ICommand;

internal sealed class RemoveReactionValidator : AbstractValidator<RemoveReaction>
{
    public RemoveReactionValidator() => RuleFor(x => x.Emoji).IsEmoji();
}

internal sealed class RemoveReactionHandler(IMessagingDb db, ICurrentUser user) : ICommandHandler<RemoveReaction>
{
    public async Task<Result<Done>> Handle(RemoveReaction request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockMessage(request.MessageId, user.Id, ct);
        if (found.Failed)
            return found.Error;

        found.Value.Message.TakeBack(user.Id, request.Emoji);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
