using System.Net.WebSockets;
using System.Text.Json;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Realtime;
using Halext.Domain.Common;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>
/// The general socket, <c>/v1/realtime/ws</c>: everybody's events and one's own without asking, channels by subscription, and after a
/// reconnect what was missed. Who is not signed in hears only what is for everybody.
/// </summary>
internal sealed class RealtimeSocket : SocketSession
{
    private const int ReplayMax = 1_000;

    private readonly string _id = Guid.NewGuid().ToString();
    private readonly long? _lastEventId;
    private readonly Lock _gate = new();

    /// <summary>Up to which event each topic has been replayed: what was read from the database is announced, too.</summary>
    private readonly Dictionary<string, long> _replayed = [];

    private List<RealtimeEvent>? _held;

    public RealtimeSocket(WebSocket socket, SocketServices services, Actor? actor, string? token, long? lastEventId)
        : base(socket, services) => (Actor, Token, _lastEventId) = (actor, token, lastEventId);

    public override void Hear(RealtimeEvent happened)
    {
        // Whoever is taken out of a conversation hears that, and nothing after it.
        if (happened.Type == "user_left" && Actor is { } actor && happened.Topic != Topics.User(actor.UserId) && happened.Concerns(actor.UserId))
            Leave(happened.Topic);
        lock (_gate)
        {
            // While what was missed is being sent, what happens now has to wait its turn.
            if (_held is not null)
                _held.Add(happened);
            else if (!IsReplayed(happened))
                Send(Frame(happened));
        }
    }

    protected override async Task Open(CancellationToken ct)
    {
        Send(new { type = "connection", status = "connected", connection_id = _id, heartbeat_interval = (int)SocketServices.HeartbeatInterval.TotalSeconds });
        string[] topics = Actor is null ? [Topics.All] : [Topics.All, Topics.User(Actor.UserId)];
        await JoinBehind(topics, _lastEventId, ct);
    }

    protected override async Task Heard(string type, JsonElement frame, CancellationToken ct)
    {
        switch (type)
        {
            case "heartbeat":
                Send(new { type = "heartbeat", status = "pong" });
                break;
            case "ping":
                Send(new { type = "pong", timestamp = frame.TryGetProperty("timestamp", out var timestamp) ? timestamp.Clone() : (JsonElement?)null });
                break;
            case "subscribe" when Channel(frame) is { } channel:
                await Subscribe(channel, LastEventId(frame), ct);
                break;
            case "unsubscribe" when Channel(frame) is { } channel:
                Leave(Channels.TopicOf(channel));
                Send(new { type = "subscription", status = "unsubscribed", channel });
                break;
            case "subscribe" or "unsubscribe":
                Fail("invalid_message", "Name the channel.");
                break;
            default:
                Fail("unknown_message_type", $"'{(type.Length <= 50 ? type : type[..50])}' is no type of frame.");
                break;
        }
    }

    private async Task Subscribe(string channel, long? lastEventId, CancellationToken ct)
    {
        var topic = await Allowed(channel, ct);
        if (topic.Failed)
        {
            Fail(topic.Error.Kind is ErrorKind.Invalid ? "invalid_message" : "forbidden_channel", topic.Error.Message);
            return;
        }

        Send(new { type = "subscription", status = "subscribed", channel });
        await JoinBehind([topic.Value], lastEventId, ct);
    }

    private async Task<Result<string>> Allowed(string channel, CancellationToken ct)
    {
        if (TopicsJoined >= SocketServices.TopicsMax)
            return Error.Invalid($"A socket subscribes to at most {SocketServices.TopicsMax} channels.");
        return await Services.Ask(Actor, new SubscribeToChannel(channel), ct);
    }

    /// <summary>Joins topics; when an event is named, what was published behind it comes first, each once and in order.</summary>
    private async Task JoinBehind(IReadOnlyList<string> topics, long? lastEventId, CancellationToken ct)
    {
        if (lastEventId is null)
        {
            foreach (var topic in topics)
                Join(topic);
            return;
        }

        lock (_gate)
            _held = [];
        foreach (var topic in topics)
            Join(topic);
        var missed = await Services.History.Since(lastEventId.Value, topics, ReplayMax, ct);
        lock (_gate)
        {
            foreach (var topic in topics)
                _replayed[topic] = missed is [.., var last] ? last.Id!.Value : lastEventId.Value;
            foreach (var happened in missed.Concat(_held.Where(h => !IsReplayed(h))))
                Send(Frame(happened));
            _held = null;
        }
    }

    private bool IsReplayed(RealtimeEvent happened) => happened.Id is { } id && _replayed.TryGetValue(happened.Topic, out var upTo) && id <= upTo;

    private static object Frame(RealtimeEvent happened)
    {
        using var data = JsonDocument.Parse(happened.Data);
        return happened.Type == Broadcast.EventType
            ? new { type = "broadcast", data = data.RootElement.Clone(), timestamp = happened.At, event_id = happened.Id }
            : new { type = "event", @event = happened.Type, channel = happened.Topic, data = data.RootElement.Clone(), timestamp = happened.At, event_id = happened.Id };
    }

    private static string? Channel(JsonElement frame) =>
        frame.TryGetProperty("channel", out var channel) && channel.ValueKind is JsonValueKind.String && channel.GetString() is { Length: > 0 } name ? name : null;

    private static long? LastEventId(JsonElement frame) =>
        frame.TryGetProperty("last_event_id", out var id) && id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;
}
