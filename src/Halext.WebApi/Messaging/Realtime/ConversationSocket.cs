using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Conversations;
using Halext.Application.Messaging.Messages;
using Halext.Application.Messaging.Realtime;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>
/// The room of one conversation, <c>/ws/{conversation_id}</c>, as the mobile client speaks it: what happens there as
/// <c>{"type":…,"data":{…}}</c>. Also takes messages and typing, for clients that want one connection only.
/// </summary>
internal sealed class ConversationSocket : SignedInSocket
{
    private readonly string _id;
    private int _conversationId;
    private Guid? _visit;

    public ConversationSocket(WebSocket socket, SocketServices services, string id, Actor? actor, string? token)
        : base(socket, services, actor, token) => _id = id;

    /// <summary>Where it listens; null while it does not.</summary>
    public int? Room { get; private set; }

    public override IReadOnlyCollection<int> Conversations => Room is { } room ? [room] : [];

    /// <summary>Ends as it would have, had it heard what happened.</summary>
    public override async Task LookAgain(int conversationId, CancellationToken ct)
    {
        if (await MayListen(Topics.Conversation(conversationId), ct))
            return;
        if (await Services.Ask(Actor, new ConfirmConversation(conversationId), ct) is { Failed: false, Value: false })
            End(SocketCodes.Unknown, "conversation_deleted");
        else
            End(SocketCodes.NotYours, "not_a_participant");
    }

    public override void Hear(PushedEvent happened)
    {
        Send(happened.ForRooms);
        if (happened.Event.Type == "conversation_deleted")
            End(SocketCodes.Unknown, "conversation_deleted");
        else if (happened.Event.Type == "user_left" && happened.Event.Concerns(Actor!.UserId))
            End(SocketCodes.NotYours, "not_a_participant");
    }

    protected override async Task Said(string type, JsonElement frame, CancellationToken ct)
    {
        switch (type)
        {
            case "heartbeat" or "ping":
                AckHeartbeat();
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
                FailUnknown(type);
                break;
        }
    }

    protected override async Task Closed()
    {
        await base.Closed();
        if (_visit is not { } visit)
            return;
        using var timeout = new CancellationTokenSource(SocketServices.SendTimeout, Services.Clock);
        if (SaidGoodbye)
            await Services.Rooms.Leave(visit, timeout.Token);
        else
            await Services.Rooms.Lose(visit, LastHeard, timeout.Token);
    }

    protected override async Task Enter(CancellationToken ct)
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
        Room = _conversationId;
        if (!await MayListen(topic, ct))
        {
            End(SocketCodes.NotYours, "not_a_participant");
            return;
        }

        _visit = await Services.Rooms.Enter(_conversationId, Actor!.UserId, ct);
        Send(new { type = "connection", status = "connected", conversation_id = _conversationId });
    }

    private async Task<bool> MayListen(string topic, CancellationToken ct) => !(await Services.Ask(Actor, new SubscribeToChannel(topic), ct)).Failed;

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
