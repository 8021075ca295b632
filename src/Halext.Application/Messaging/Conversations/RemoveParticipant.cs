using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Ends somebody's part in a conversation. The owner may, and the person themselves; what they wrote stays.</summary>
public sealed record RemoveParticipant(int ConversationId, string Username) : ICommand;

internal sealed class RemoveParticipantValidator : AbstractValidator<RemoveParticipant>
{
    public RemoveParticipantValidator() => RuleFor(x => x.Username).IsParticipantName();
}

internal sealed class RemoveParticipantHandler(IMessagingDb db, ICurrentUser user, ISender sender) : ICommandHandler<RemoveParticipant>
{
    public async Task<Result<Done>> Handle(RemoveParticipant request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockWithAll(request.ConversationId, user.Id, ct);
        if (found.Failed)
            return found.Error;
        var person = await sender.FindParticipant(found.Value, request.Username, ct);
        if (person.Failed)
            return person.Error;
        if (person.Value != user.Id && found.Value.OwnerId != user.Id)
            return ConversationErrors.OwnerOnly;
        if (found.Value.Remove(person.Value) is { Failed: true } refused)
            return refused;

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
