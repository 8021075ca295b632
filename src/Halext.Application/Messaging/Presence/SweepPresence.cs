using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Presence;

/// <summary>
/// Ends the presence of those whom nothing keeps any more: their node died, or their visit is over. Several nodes may do so at once.
/// Answers how many people it looked at. No route leads here.
/// </summary>
[Public]
public sealed record SweepPresence : ICommand<int>
{
    /// <summary>One run looks at so many; if it finds as many, there are more.</summary>
    public const int Max = 500;
}

internal sealed class SweepPresenceHandler(IMessagingDb db, TimeProvider clock) : ICommandHandler<SweepPresence, int>
{
    public async Task<Result<int>> Handle(SweepPresence request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.BeginTransactionAsync(ct);
        var presences = await db.LockAbandonedPresences(now, SweepPresence.Max).ToListAsync(ct);
        var userIds = presences.Select(p => p.UserId).ToList();
        var dead = db.PresenceNodes.Where(n => n.ExpiresAt <= now);
        await db.PresenceConnections.Where(c => userIds.Contains(c.UserId) && dead.Any(n => n.Id == c.NodeId)).ExecuteDeleteAsync(ct);
        var connected = await db.FindConnected(userIds, now, ct);
        foreach (var presence in presences)
        {
            if (presence.VisitEndsAt <= now)
                presence.EndVisit();
            if (presence.VisitEndsAt is null && !connected.Contains(presence.UserId))
                presence.Vanish();
        }

        await db.SaveChangesAsync(ct);
        await dead.Where(n => !db.PresenceConnections.Any(c => c.NodeId == n.Id)).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        return presences.Count;
    }
}
