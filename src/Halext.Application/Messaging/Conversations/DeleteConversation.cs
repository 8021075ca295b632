using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Deletes a conversation with its messages, for everybody. Only its owner may.</summary>
public sealed record DeleteConversation(int Id) : ICommand;

internal sealed class DeleteConversationHandler(IMessagingDb db, ICurrentUser user) : ICommandHandler<DeleteConversation>
{
    public async Task<Result<Done>> Handle(DeleteConversation request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockForParticipant(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;
        if (found.Value.CheckOwner(user.Id) is { Failed: true } refused)
            return refused;

        found.Value.Delete();
        db.Conversations.Remove(found.Value);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
