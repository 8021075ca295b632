using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Conversations;
using Halext.Application.Messaging.Messages;
using Halext.Application.Messaging.Realtime;
using Halext.Domain.Common;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>
/// The room of one conversation, <c>/ws/{conversation_id}</c>, as the mobile client speaks it: what happens there as
/// <c>{"type":…,"data":{…}}</c>. Also takes messages and typing, for clients that want one connection only.
/// </summary>
internal sealed class ConversationSocket : SocketSession
{
    private static readonly TimeSpan SignInPatience = TimeSpan.FromSeconds(10);

    private readonly string _id;
    private int _conversationId;
    private ITimer? _patience;

    public ConversationSocket(WebSocket socket, SocketServices services, string id, Actor? actor, string? token)
        : base(socket, services) => (_id, Actor, Token) = (id, actor, token);

    public override void Hear(PushedEvent happened)
    {
        Send(happened.ForRooms);
        if (happened.Event.Type == "conversation_deleted")
            End(SocketCodes.Unknown, "conversation_deleted");
        else if (happened.Event.Type == "user_left" && happened.Event.Concerns(Actor!.UserId))
            End(SocketCodes.NotYours, "not_a_participant");
    }

    protected override async Task Open(CancellationToken ct)
    {
        if (Actor is not null)
            await Enter(ct);
        else
            _patience = Services.Clock.CreateTimer(_ => End(SocketCodes.NotSignedIn, "not_signed_in"), null, SignInPatience, Timeout.InfiniteTimeSpan);
    }

    protected override async Task Heard(string type, JsonElement frame, CancellationToken ct)
    {
        if (Actor is null)
        {
            await SignIn(type, frame, ct);
            return;
        }

        switch (type)
        {
            case "heartbeat" or "ping":
                Send(new { type = "heartbeat_ack", timestamp = Services.Clock.GetUtcNow() });
                break;
            case "typing":
                await Answer(new ShowTyping(_conversationId, frame.Flag("is_typing") ?? true), null, ct);
                break;
            case "message":
                var message = new PostMessage(frame.Text("content") ?? "", ClientMessageId: frame.Text("client_message_id")) 
                {
                    // The answer comes to the room by itself; who wrote goes on meanwhile.
                    ConversationId = _conversationId, WaitForAnswer = false,
                };
                await Answer(message, "message_saved", ct);
                break;
            default:
                Fail("unknown_message_type", $"'{(type.Length <= 50 ? type : type[..50])}' is no type of frame.");
                break;
        }
    }

    protected override Task Closed()
    {
        _patience?.Dispose();
        return Task.CompletedTask;
    }

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

    private async Task Enter(CancellationToken ct)
    {
        if (!int.TryParse(_id, out _conversationId))
        {
            End(SocketCodes.Unknown, "unknown_conversation");
            return;
        }

        // Asked again once this listens: whoever was taken out in between would never hear of it.
        var topic = Topics.Conversation(_conversationId);
        if (!await MayListen(topic, ct))
        {
            End(SocketCodes.Unknown, "unknown_conversation");
            return;
        }

        Join(topic);
        if (!await MayListen(topic, ct))
            End(SocketCodes.NotYours, "not_a_participant");
        Send(new { type = "connection", status = "connected", conversation_id = _conversationId });
    }

    private async Task<bool> MayListen(string topic, CancellationToken ct) => !(await Services.Ask(Actor, new SubscribeToChannel(topic), ct)).Failed;

    private async Task Answer<T>(IUseCase<T> useCase, string? reply, CancellationToken ct)
    {
        var result = await Services.Ask(Actor!, useCase, ct);
        if (result.Failed)
            Fail(result.Error.Code.ToLowerInvariant(), result.Error.Message);
        else if (reply is not null)
            Send(new { type = reply, data = result.Value });
    }

    /// <summary>
    /// The mobile client reads times here as seconds since 2001, and drops the whole frame when one is a text (docs/decisions/0015). The
    /// text stands beside it, for everybody else. What typing says stands in the frame itself, too: the web client looks there.
    /// </summary>
    public static JsonObject Frame(RealtimeEvent happened)
    {
        var data = JsonNode.Parse(happened.Data)!.AsObject();
        var frame = new JsonObject { ["type"] = happened.Type };
        if (happened.Type == Broadcast.EventType)
        {
            // An admin's own words, whatever they are.
            frame["data"] = data;
            return frame;
        }

        if (happened.Type == "typing")
        {
            foreach (var (name, value) in data)
                frame[name] = value?.DeepClone();
        }

        foreach (var name in data.Where(p => p.Key.EndsWith("_at", StringComparison.Ordinal)).Select(p => p.Key).ToList())
        {
            var text = (string?)data[name];
            data[name + "_iso"] = text;
            data[name] = text is null ? null : (DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture) - AppleEpoch).TotalSeconds;
        }

        frame["data"] = data;
        if (happened.Id is { } id)
            frame["event_id"] = id;
        return frame;
    }

    private static readonly DateTimeOffset AppleEpoch = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
