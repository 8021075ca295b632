using System.Text.Json;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Realtime;
using Halext.Domain.Common;
using Halext.WebApi.Common.Endpoints;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Messaging.Realtime;

internal sealed class RealtimeEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var realtime = app.MapGroup("/v1/realtime").WithTags("Realtime");
        realtime.MapGet("/ws", OpenRealtimeSocket).AllowAnonymous();
        realtime.MapGet("/stats", GetRealtimeStats);
        app.MapGet("/ws/health", GetSocketHealth).WithTags("Realtime").AllowAnonymous();
        app.MapGet("/ws/{conversation_id}", OpenConversationSocket).WithTags("Realtime").AllowAnonymous();
        realtime.MapPost("/broadcast", Broadcast);
    }

    /// <summary>A WebSocket: everybody's events, one's own, and channels by subscription.</summary>
    private static Task<IResult> OpenRealtimeSocket(
        HttpContext context,
        SocketServices services,
        CurrentUser user,
        CancellationToken ct,
        string? token = null,
        [FromQuery(Name = "last_event_id")] long? lastEventId = null) =>
        SocketHandshake.Serve(context, services, user, token, (socket, signIn) => new RealtimeSocket(socket, services, signIn.Actor, signIn.Token, lastEventId), ct);

    /// <summary>A WebSocket: the room of one conversation. Signs in by header, ?token= or a first frame {"type":"auth","token":…}.</summary>
    private static Task<IResult> OpenConversationSocket(
        HttpContext context,
        [FromRoute(Name = "conversation_id")] string conversationId,
        SocketServices services,
        CurrentUser user,
        CancellationToken ct,
        string? token = null) =>
        SocketHandshake.Serve(
            context, services, user, token, (socket, signIn) => new ConversationSocket(socket, services, conversationId, signIn.Actor, signIn.Token), ct);

    /// <summary>What is open on the node that answers.</summary>
    private static Task<OkReply<RealtimeStatsDto>> GetRealtimeStats(ISender sender, CancellationToken ct) =>
        sender.Send(new GetRealtimeStats(), ct).ToOk();

    private static Task<OkReply<SocketHealthDto>> GetSocketHealth(ISender sender, CancellationToken ct) => sender.Send(new GetSocketHealth(), ct).ToOk();

    private static Task<OkReply<BroadcastDto>> Broadcast(
        JsonElement body, ISender sender, CancellationToken ct, string? channel = null, [FromQuery(Name = "user_id")] int? userId = null) =>
        sender.Send(new Broadcast(body, userId, channel), ct).ToOk();
}
