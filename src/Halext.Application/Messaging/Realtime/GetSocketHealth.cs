using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Realtime;

/// <summary>
/// What is open on the node that answers, for monitors. Anybody learns how much; which conversations and which people only an admin does.
/// </summary>
[Public]
public sealed record GetSocketHealth : IQuery<SocketHealthDto>
{
    public const int OnlineUsersMax = 500;
}

/// <summary>Open sockets.</summary>
/// <param name="ActiveConversations">How many conversations have somebody in their room.</param>
/// <param name="Connections">How many sockets each of their rooms has, by the conversation's id; empty for anybody but admins.</param>
/// <param name="PresenceConnections">How many presence sockets are open.</param>
/// <param name="OnlineUsers">Who is shown as being there, on any node, at most 500; empty for anybody but admins.</param>
public sealed record SocketHealthDto(
    int ActiveConversations, IReadOnlyDictionary<int, int> Connections, int PresenceConnections, IReadOnlyList<int> OnlineUsers);

internal sealed class GetSocketHealthHandler(IMessagingDb db, ISocketStatistics sockets, ICurrentUser user) : IQueryHandler<GetSocketHealth, SocketHealthDto>
{
    public async Task<Result<SocketHealthDto>> Handle(GetSocketHealth request, CancellationToken ct)
    {
        var rooms = sockets.Rooms;
        if (user.Actor is not { IsAdmin: true })
            return new SocketHealthDto(rooms.Count, new Dictionary<int, int>(), sockets.PresenceSockets, []);

        var online = await db.Presences
            .Where(p => p.Shown != PresenceStatus.Offline)
            .OrderBy(p => p.UserId)
            .Select(p => p.UserId)
            .Take(GetSocketHealth.OnlineUsersMax)
            .ToListAsync(ct);
        return new SocketHealthDto(rooms.Count, rooms, sockets.PresenceSockets, online);
    }
}
