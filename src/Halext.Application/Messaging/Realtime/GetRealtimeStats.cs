using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Realtime;

/// <summary>How many sockets are open on the node that answers, and how many listen to each channel.</summary>
public sealed record GetRealtimeStats : IQuery<RealtimeStatsDto>;

/// <summary>Open sockets.</summary>
/// <param name="ActiveConnections">On this node.</param>
/// <param name="Channels">How many listen to each channel, by its name.</param>
public sealed record RealtimeStatsDto(int ActiveConnections, IReadOnlyDictionary<string, int> Channels);

/// <summary>The sockets of this node, as numbers.</summary>
public interface ISocketStatistics
{
    int OpenSockets { get; }

    /// <summary>How many sockets each conversation's room has, where it has any.</summary>
    IReadOnlyDictionary<int, int> Rooms { get; }

    int PresenceSockets { get; }

    /// <summary>How many listen to each topic.</summary>
    IReadOnlyDictionary<string, int> Listeners { get; }
}

internal sealed class GetRealtimeStatsHandler(ISocketStatistics sockets) : IQueryHandler<GetRealtimeStats, RealtimeStatsDto>
{
    private const string ChannelPrefix = "channel:";

    public Task<Result<RealtimeStatsDto>> Handle(GetRealtimeStats request, CancellationToken ct)
    {
        // Whose user topics are listened to is nobody's business.
        var channels = sockets.Listeners
            .Where(l => l.Key.StartsWith(ChannelPrefix, StringComparison.Ordinal))
            .ToDictionary(l => l.Key[ChannelPrefix.Length..], l => l.Value);
        return Task.FromResult<Result<RealtimeStatsDto>>(new RealtimeStatsDto(sockets.OpenSockets, channels));
    }
}
