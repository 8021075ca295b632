using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Realtime;

/// <summary>Whether a conversation is there still. No route sends it: it tells sockets whether their owner was taken out of it, or it went away.</summary>
public sealed record ConfirmConversation(int Id) : IQuery<bool>;

internal sealed class ConfirmConversationHandler(IMessagingDb db) : IQueryHandler<ConfirmConversation, bool>
{
    public async Task<Result<bool>> Handle(ConfirmConversation request, CancellationToken ct) => await db.Conversations.AnyAsync(c => c.Id == request.Id, ct);
}
