using Halext.Application.Common.Events;
using Halext.Application.Common.Realtime;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Presence;

/// <summary>
/// Pushes what is so now, which need not be what was so when it happened: whatever is pushed last is true. Reactions to one person's changes
/// run one behind the other.
/// </summary>
internal sealed class OnPresenceChanged(IMessagingDb db, IRealtime realtime, TimeProvider clock) : IReaction<PresenceChanged>
{
    public async Task React(PresenceChanged happened, CancellationToken ct)
    {
        var presence = await db.Presences.AsNoTracking().FirstOrDefaultAsync(p => p.UserId == happened.UserId, ct);
        if (presence is not null)
            await realtime.Publish(Topics.Presence(happened.UserId), "presence_update", PresenceUpdateDto.Of(presence, clock.GetUtcNow()), ct);
    }
}
