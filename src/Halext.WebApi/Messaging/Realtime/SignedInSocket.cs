using System.Net.WebSockets;
using System.Text.Json;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Realtime;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>A socket that needs somebody: whoever did not sign in by the handshake does so by the first frame, and soon.</summary>
internal abstract class SignedInSocket : SocketSession
{
    private static readonly TimeSpan SignInPatience = TimeSpan.FromSeconds(10);

    private ITimer? _patience;

    protected SignedInSocket(WebSocket socket, SocketServices services, Actor? actor, string? token)
        : base(socket, services) => (Actor, Token) = (actor, token);

    /// <summary>Somebody has signed in.</summary>
    protected abstract Task Enter(CancellationToken ct);

    /// <summary>A frame of somebody who has signed in.</summary>
    protected abstract Task Said(string type, JsonElement frame, CancellationToken ct);

    protected sealed override async Task Open(CancellationToken ct)
    {
        if (Actor is not null)
            await Enter(ct);
        else
            _patience = Services.Clock.CreateTimer(_ => End(SocketCodes.NotSignedIn, "not_signed_in"), null, SignInPatience, Timeout.InfiniteTimeSpan);
    }

    protected sealed override Task Heard(string type, JsonElement frame, CancellationToken ct) =>
        Actor is null ? SignIn(type, frame, ct) : Said(type, frame, ct);

    protected override Task Closed()
    {
        _patience?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Sends a use case and says what came of it: a frame with its value where one is wanted, and why it failed.</summary>
    protected async Task Answer<T>(IUseCase<T> useCase, string? reply, CancellationToken ct)
    {
        var result = await Services.Ask(Actor!, useCase, ct);
        if (result.Failed)
            Fail(result.Error.Code.ToLowerInvariant(), result.Error.Message);
        else if (reply is not null)
            Send(new { type = reply, data = result.Value });
    }

    protected void AckHeartbeat() => Send(new { type = "heartbeat_ack", timestamp = Services.Clock.GetUtcNow() });

    protected void FailUnknown(string type) => Fail("unknown_message_type", $"'{(type.Length <= 50 ? type : type[..50])}' is no type of frame.");

    private async Task SignIn(string type, JsonElement frame, CancellationToken ct)
    {
        if (type != "auth" || frame.Text("token") is not { } token || await SocketHandshake.Verify(token, Services.Verifier, ct) is not { Actor: { } actor })
        {
            End(SocketCodes.NotSignedIn, "not_signed_in");
            return;
        }

        _patience?.Dispose();
        (Token, Actor) = (token, actor);
        if (await StaysSignedIn(ct))
            await Enter(ct);
    }
}
