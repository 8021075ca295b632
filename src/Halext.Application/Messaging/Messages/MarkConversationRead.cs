using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Messages;

/// <summary>Notes that the signed-in user has read everything in a conversation.</summary>
public sealed record MarkConversationRead(int ConversationId) : ICommand;

internal sealed class MarkConversationReadHandler(IMessagingDb db, ICurrentUser user) : ICommandHandler<MarkConversationRead>
{
    public async Task<Result<Done>> Handle(MarkConversationRead request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockForParticipant(request.ConversationId, user.Id, ct);
        if (found.Failed)
            return found.Error;
        var conversation = found.Value;
        if (conversation.PartOf(user.Id).ReadCount == conversation.MessageCount)
            return Done.Result;

        var newestId = await db.Messages
            .Where(m => m.ConversationId == conversation.Id && m.Number == conversation.MessageCount)
            .Select(m => m.Id)
            .SingleAsync(ct);
        conversation.PartOf(user.Id).Read(conversation.MessageCount, newestId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
