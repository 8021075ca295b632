using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Messages;

/// <summary>Empties a message; that there was one stays visible. Its author may, and the owner of the conversation.</summary>
public sealed record DeleteMessage(int Id) : ICommand;

internal sealed class DeleteMessageHandler(IMessagingDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<DeleteMessage>
{
    public async Task<Result<Done>> Handle(DeleteMessage request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockMessage(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;
        if (found.Value.Message.Delete(user.Id, found.Value.Conversation.OwnerId, clock.GetUtcNow()) is { Failed: true } refused)
            return refused;

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
