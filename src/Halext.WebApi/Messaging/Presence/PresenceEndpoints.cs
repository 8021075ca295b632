using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Presence;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Messaging.Realtime;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Messaging.Presence;

internal sealed class PresenceEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var presence = app.MapGroup("").WithTags("Presence");
        presence.MapPost("/presence/status", SetPresence);
        presence.MapPost("/users/me/presence", SetMyPresence);
        presence.MapGet("/users/presence", ListPresence);
        presence.MapGet("/users/{username}/presence", GetPresence);
        presence.MapGet("/presence/users/{user_id:int}", GetUserPresence);
        presence.MapGet("/ws/presence/{user_id}", OpenPresenceSocket).AllowAnonymous();
    }

    private static Task<OkReply<PartnerPresenceDto>> SetPresence(SetPresence body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    /// <summary>The same as POST /presence/status.</summary>
    private static Task<OkReply<PartnerPresenceDto>> SetMyPresence(SetPresence body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<IReadOnlyList<UserPresenceDto>>> ListPresence(
        ISender sender, CancellationToken ct, [FromQuery(Name = "user_ids")] string? userIds = null) =>
        sender.Send(new ListPresence(userIds), ct).ToOk();

    private static Task<OkReply<PartnerPresenceDto>> GetPresence(string username, ISender sender, CancellationToken ct) =>
        sender.Send(new GetPresence(username), ct).ToOk();

    private static Task<OkReply<UserPresenceDto>> GetUserPresence([FromRoute(Name = "user_id")] int userId, ISender sender, CancellationToken ct) =>
        sender.Send(new GetUserPresence(userId), ct).ToOk();

    /// <summary>A WebSocket: who is there, and who is typing. Signs in by header, ?token= or a first frame {"type":"auth","token":…}.</summary>
    private static Task<IResult> OpenPresenceSocket(
        HttpContext context,
        [FromRoute(Name = "user_id")] string userId,
        SocketServices services,
        PresenceWatch watch,
        IPresenceNode node,
        CurrentUser user,
        CancellationToken ct,
        string? token = null) =>
        SocketHandshake.Serve(
            context, services, user, token, (socket, signIn) => new PresenceSocket(socket, services, watch, node, userId, signIn.Actor, signIn.Token), ct);
}
