using System.Text.Json;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Realtime;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>What every socket needs.</summary>
internal sealed class SocketServices(
    SocketHub hub, OpenSockets sockets, SocketJson json, IRealtimeHistory history, IRealtime realtime, IServiceScopeFactory scopes, ICredentialVerifier verifier,
    IHostApplicationLifetime lifetime, TimeProvider clock)
{
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(60);
    public const int TopicsMax = 200;
    public static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    public SocketHub Hub => hub;

    public OpenSockets Sockets => sockets;

    public SocketJson Json => json;

    public IRealtimeHistory History => history;

    public IRealtime Realtime => realtime;

    public IServiceScopeFactory Scopes => scopes;

    public ICredentialVerifier Verifier => verifier;

    public TimeProvider Clock => clock;

    /// <summary>Ends with the server.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;
}

/// <summary>Frames are written by the wire's policy.</summary>
internal sealed class SocketJson(IOptions<JsonOptions> options)
{
    public ReadOnlyMemory<byte> Bytes(object frame) => JsonSerializer.SerializeToUtf8Bytes(frame, frame.GetType(), options.Value.SerializerOptions);
}
