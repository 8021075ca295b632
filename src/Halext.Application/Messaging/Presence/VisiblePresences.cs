using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Presence;

internal static class VisiblePresences
{
    /// <summary>Those of these people's presences that somebody may see, by user id. Who was never there has none.</summary>
    public static async Task<Result<Dictionary<int, UserPresence>>> SeePresences(
        this ISender sender, IMessagingDb db, int viewerId, IReadOnlyCollection<int> userIds, CancellationToken ct)
    {
        var visible = await sender.Send(new FindVisiblePeople(viewerId, userIds), ct);
        if (visible.Failed)
            return visible.Error;
        return await db.Presences.AsNoTracking().Where(p => visible.Value.Contains(p.UserId)).ToDictionaryAsync(p => p.UserId, ct);
    }
}
