using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Conversations;

/// <summary>
/// Notes, for those who shared conversations with an account that is about to be deleted, what becomes of these: the account's own go with
/// it, from the others it goes. Internal: the accounts send it, in the transaction that deletes.
/// </summary>
[Public]
internal sealed record AnnounceDeparture(int UserId) : ICommand;

internal sealed class AnnounceDepartureHandler(IMessagingDb db) : ICommandHandler<AnnounceDeparture>
{
    public async Task<Result<Done>> Handle(AnnounceDeparture request, CancellationToken ct)
    {
        var shared = await db.Conversations.AsNoTracking()
            .Where(c => c.Participants.Any(p => p.UserId == request.UserId) && c.Participants.Any(p => p.UserId != request.UserId))
            .OrderBy(c => c.Id)
            .Select(c => new { c.Id, Ends = c.OwnerId == request.UserId })
            .ToListAsync(ct);
        if (shared.Count == 0)
            return Done.Result;

        // The rows go by their foreign keys, so nothing else notices.
        db.Announce(shared.Select(c => c.Ends ? (ConversationEvent)new ConversationDeleted(c.Id) : new ParticipantRemoved(c.Id, request.UserId)));
        await db.SaveChangesAsync(ct);
        return Done.Result;
    }
}
