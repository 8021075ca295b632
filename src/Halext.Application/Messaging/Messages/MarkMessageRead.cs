using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Messages;

/// <summary>Notes that the signed-in user has read a message and all before it.</summary>
public sealed record MarkMessageRead(int Id) : ICommand;

internal sealed class MarkMessageReadHandler(IMessagingDb db, ICurrentUser user) : ICommandHandler<MarkMessageRead>
{
    public async Task<Result<Done>> Handle(MarkMessageRead request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockMessage(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;

        var (conversation, message) = found.Value;
        conversation.PartOf(user.Id).Read(message.Number, message.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
