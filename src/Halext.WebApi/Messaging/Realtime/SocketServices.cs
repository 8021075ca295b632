using System.Text.Json;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Realtime;
using Halext.Domain.Common;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>What every socket needs.</summary>
internal sealed partial class SocketServices(
    SocketHub hub, OpenSockets sockets, SocketJson json, IRealtimeHistory history, IRooms rooms, IServiceScopeFactory scopes,
    ICredentialVerifier verifier, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<SocketServices> logger)
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

    public IRooms Rooms => rooms;

    public ICredentialVerifier Verifier => verifier;

    public TimeProvider Clock => clock;

    /// <summary>Sends a use case on behalf of a socket's owner, in a session of its own.</summary>
    public async Task<Result<T>> Ask<T>(Actor? actor, IUseCase<T> useCase, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (actor is not null)
            scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(actor);
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(useCase, ct);
    }

    /// <summary>Notes what a socket could not do, which its client is told without the reason.</summary>
    public void NoteFailure(Exception exception) => LogFailure(logger, exception);

    /// <summary>Ends with the server.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    [LoggerMessage(Level = LogLevel.Error, Message = "A socket could not do what it was asked for")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}

/// <summary>Frames are written by the wire's policy.</summary>
internal sealed class SocketJson(IOptions<JsonOptions> options)
{
    public ReadOnlyMemory<byte> Bytes(object frame) => JsonSerializer.SerializeToUtf8Bytes(frame, frame.GetType(), options.Value.SerializerOptions);

    public T? Read<T>(string data) => JsonSerializer.Deserialize<T>(data, options.Value.SerializerOptions);
}
