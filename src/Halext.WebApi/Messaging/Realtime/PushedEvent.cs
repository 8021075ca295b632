using Halext.Application.Common.Realtime;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>An event on its way to the sockets of this node. Each kind of frame is written once, however many sockets get it.</summary>
internal sealed class PushedEvent(RealtimeEvent happened, SocketJson json)
{
    private readonly Lazy<ReadOnlyMemory<byte>> _forRooms = new(() => json.Bytes(ConversationSocket.Frame(happened)));
    private readonly Lazy<ReadOnlyMemory<byte>> _forGeneral = new(() => json.Bytes(RealtimeSocket.Frame(happened)));

    public RealtimeEvent Event => happened;

    /// <summary>As a <see cref="ConversationSocket"/> says it.</summary>
    public ReadOnlyMemory<byte> ForRooms => _forRooms.Value;

    /// <summary>As a <see cref="RealtimeSocket"/> says it.</summary>
    public ReadOnlyMemory<byte> ForGeneral => _forGeneral.Value;
}
