using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Presence;

/// <summary>
/// Which sockets keep whom. Whatever changes that locks the person's presence first, so that the last socket to close and the first to open
/// elsewhere cannot overlook each other.
/// </summary>
internal static class PresenceConnections
{
    /// <summary>Counts sockets of a node that are not counted yet; their people are there.</summary>
    public static async Task AddConnections(this IMessagingDb db, Guid nodeId, IReadOnlyDictionary<Guid, int> connections, DateTimeOffset now, CancellationToken ct)
    {
        await db.EnsurePresenceNode(nodeId, now + PresenceNode.Lease, ct);
        if (connections.Count == 0)
            return;
        var presences = await db.LockPresences([.. connections.Values.Distinct()], ct);
        var counted = await db.PresenceConnections.Where(c => c.NodeId == nodeId && connections.Keys.Contains(c.Id)).Select(c => c.Id).ToListAsync(ct);
        db.PresenceConnections.AddRange(connections.ExceptBy(counted, c => c.Key).Select(c => new PresenceConnection(c.Key, nodeId, c.Value)));
        foreach (var presence in presences)
            presence.Arrive(now);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Those of these people who have a socket on a node that lives.</summary>
    public static async Task<HashSet<int>> FindConnected(this IMessagingDb db, IReadOnlyCollection<int> userIds, DateTimeOffset now, CancellationToken ct) =>
        [.. await db.PresenceConnections
            .Where(c => userIds.Contains(c.UserId) && db.PresenceNodes.Any(n => n.Id == c.NodeId && n.ExpiresAt > now))
            .Select(c => c.UserId).Distinct().ToListAsync(ct)];
}
