using System.Net.WebSockets;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Security;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>Who opens a socket: by header like everywhere, or by <c>?token=</c>, because browsers cannot set headers here.</summary>
internal static class SocketHandshake
{
    private static readonly Error NotASocket = Error.Invalid("This address is a WebSocket: connect with ws:// or wss://.");

    /// <summary>The outcome: somebody, nobody, or somebody whose credential is not good.</summary>
    public readonly record struct Outcome(Actor? Actor, string? Token, bool Refused);

    private static async Task<Outcome> SignIn(HttpContext context, CurrentUser user, string? token, ICredentialVerifier verifier, CancellationToken ct)
    {
        if (user.Actor is { } actor)
            return new(actor, Credential(context.Request), false);
        if (user.Refusal is not null)
            return new(null, null, true);
        return token is null ? default : await Verify(token, verifier, ct);
    }

    /// <summary>Accepts a socket and serves it to its end, or refuses it with a code that the client can read.</summary>
    public static async Task<IResult> Serve(
        HttpContext context, SocketServices services, CurrentUser user, string? token, Func<WebSocket, Outcome, SocketSession> open, CancellationToken ct)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return new ProblemReply(NotASocket);
        var signIn = await SignIn(context, user, token, services.Verifier, ct);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        if (signIn.Refused)
            await Refuse(socket, SocketCodes.NotSignedIn, "not_signed_in", services.Clock);
        else
            await open(socket, signIn).Run(services.Stopping);
        return Results.Empty;
    }

    /// <summary>An access token or an API key.</summary>
    public static async Task<Outcome> Verify(string token, ICredentialVerifier verifier, CancellationToken ct)
    {
        var verified = token.StartsWith(ApiKey.Marker, StringComparison.Ordinal)
            ? await verifier.VerifyApiKey(token, ct)
            : await verifier.VerifyAccessToken(token, ct);
        return verified.Failed ? new(null, null, true) : new(verified.Value, token, false);
    }

    /// <summary>Closes a socket that has just been accepted, with a code that the client can read.</summary>
    private static async Task Refuse(WebSocket socket, int code, string reason, TimeProvider clock)
    {
        try
        {
            await socket.CloseAsync((WebSocketCloseStatus)code, reason, CancellationToken.None).WaitAsync(SocketServices.SendTimeout, clock);
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or IOException or OperationCanceledException)
        {
            // The other side did not wait to be refused.
            socket.Abort();
        }
    }

    private static string Credential(HttpRequest request) =>
        request.Headers[HalextAuthenticationHandler.ApiKeyHeader] is [{ } key] ? key.Trim() : request.Headers.Authorization.ToString()["Bearer ".Length..].Trim();
}
