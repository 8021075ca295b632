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
    private const int ReplayPage = 500;

    /// <summary>How many events wait while older ones are being sent.</summary>
    private const int HeldMax = 5_000;

    private readonly string _id = Guid.NewGuid().ToString();
    private readonly long? _lastEventId;
    private readonly Lock _gate = new();

    /// <summary>Up to which event each topic has been replayed: what was read from the database is announced, too.</summary>
    private readonly Dictionary<string, long> _replayed = [];

    private List<PushedEvent>? _held;

    public RealtimeSocket(WebSocket socket, SocketServices services, Actor? actor, string? token, long? lastEventId)
        : base(socket, services) => (Actor, Token, _lastEventId) = (actor, token, lastEventId);

    public override IReadOnlyCollection<int> Conversations => [.. TopicNames.Select(Channels.ConversationOf).OfType<int>()];

    public override async Task LookAgain(int conversationId, CancellationToken ct)
    {
        var channel = Topics.Conversation(conversationId);
        if (!(await Allowed(channel, ct)).Failed || !HasJoined(channel))
            return;
        Unsubscribe(channel);
        Send(new { type = "subscription", status = "unsubscribed", channel });
    }

    public override void Hear(PushedEvent happened)
    {
        lock (_gate)
        {
            // While what was missed is being sent, what happens now has to wait its turn.
            if (_held is null)
            {
                if (IsAwaited(happened.Event))
                {
                    LeaveIfTakenOut(happened.Event);
                    Send(happened.ForGeneral);
                }
            }
            else if (_held.Count < HeldMax)
            {
                _held.Add(happened);
            }
            else
            {
                CutSlowReader();
            }
        }
    }

    protected override async Task Open(CancellationToken ct)
    {
        string[] topics = Actor is null ? [Topics.All] : [Topics.All, Topics.User(Actor.UserId)];
        Hold();
        foreach (var topic in topics)
            Join(topic);

        // Whoever has read this hears everything from then on; what happens until then waits.
        Send(new { type = "connection", status = "connected", connection_id = _id, heartbeat_interval = (int)SocketServices.HeartbeatInterval.TotalSeconds });
        if (_lastEventId is { } seen)
            await Replay(topics, seen, ct);
        await Release();
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
                await Subscribe(channel, frame, ct);
                break;
            case "unsubscribe" when Channel(frame) is { } channel:
                Unsubscribe(Channels.TopicOf(channel));
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

    private async Task Subscribe(string channel, JsonElement frame, CancellationToken ct)
    {
        if (!TryReadLastEventId(frame, out var lastEventId))
        {
            Fail("invalid_message", "last_event_id is the event_id of an event.");
            return;
        }

        if (CountTopics() >= SocketServices.TopicsMax)
        {
            Fail("invalid_message", $"A socket subscribes to at most {SocketServices.TopicsMax} channels.");
            return;
        }

        var allowed = await Allowed(channel, ct);
        if (allowed.Failed)
            Refuse(channel, allowed.Error);
        else
            await Subscribe(channel, allowed.Value, lastEventId, ct);
    }

    private async Task Subscribe(string channel, string topic, long? lastEventId, CancellationToken ct)
    {
        Hold();
        try
        {
            // Asked again once this listens: whoever was taken out in between would never hear of it.
            Join(topic);
            var allowed = await Allowed(channel, ct);
            if (allowed.Failed)
            {
                Refuse(channel, allowed.Error);
                return;
            }

            Send(new { type = "subscription", status = "subscribed", channel });
            if (lastEventId is { } seen)
                await Replay([topic], seen, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Not known to be allowed, or with something missing.
            Unsubscribe(topic);
            Send(new { type = "subscription", status = "unsubscribed", channel });
            throw;
        }
        finally
        {
            await Release();
        }
    }

    private void Refuse(string channel, Error error)
    {
        Fail(error.Kind is ErrorKind.Invalid ? "invalid_message" : "forbidden_channel", error.Message);
        Unsubscribe(Channels.TopicOf(channel));
    }

    private void Unsubscribe(string topic)
    {
        Leave(topic);
        lock (_gate)
            _replayed.Remove(topic);
    }

    private Task<Result<string>> Allowed(string channel, CancellationToken ct) => Services.Ask(Actor, new SubscribeToChannel(channel), ct);

    /// <summary>
    /// Sends what was published behind an event, each once and in order, however much it is and only as fast as it is read. When not all of
    /// it is kept any more, a frame <c>gap</c> comes first.
    /// </summary>
    private async Task Replay(IReadOnlyList<string> topics, long seen, CancellationToken ct)
    {
        MissedEvents missed;
        var isToldOfGap = false;
        do
        {
            missed = await Services.History.Since(seen, topics, ReplayPage, ct);
            if (!missed.IsComplete && !isToldOfGap)
            {
                var gap = new { type = "gap", last_event_id = seen, channels = topics, message = "Events behind this one may be missing; fetch anew what you show." };
                await SendInTurn(Services.Json.Bytes(gap));
                isToldOfGap = true;
            }

            foreach (var happened in missed.Events)
                await Replay(happened, ct);
            if (missed.Events is [.., var last])
                seen = last.Id!.Value;

            // Of an event that nobody knows it cannot be said what lies before it.
            lock (_gate)
            {
                foreach (var topic in topics.Where(_ => missed.IsComplete || missed.Events.Count > 0))
                    _replayed[topic] = seen;
            }
        }
        while (missed.Events.Count == ReplayPage);
    }

    private async Task Replay(RealtimeEvent happened, CancellationToken ct)
    {
        if (!HasJoined(happened.Topic))
            return;

        // They may have come back since.
        if (TakesMeOut(happened) && (await Allowed(happened.Topic, ct)).Failed)
            Leave(happened.Topic);
        await SendInTurn(Services.Json.Bytes(Frame(happened)));
    }

    private void Hold()
    {
        lock (_gate)
            _held ??= [];
    }

    /// <summary>Sends what has waited.</summary>
    private async Task Release()
    {
        while (true)
        {
            List<PushedEvent> held;
            lock (_gate)
            {
                if (_held is not { Count: > 0 })
                {
                    _held = null;
                    return;
                }

                (held, _held) = (_held, []);
            }

            foreach (var happened in held)
            {
                if (!IsAwaited(happened.Event))
                    continue;
                LeaveIfTakenOut(happened.Event);
                await SendInTurn(happened.ForGeneral);
            }
        }
    }

    private bool IsAwaited(RealtimeEvent happened) => !IsReplayed(happened) && HasJoined(happened.Topic);

    /// <summary>Whoever is taken out of a conversation hears that, and nothing after it.</summary>
    private void LeaveIfTakenOut(RealtimeEvent happened)
    {
        if (TakesMeOut(happened))
            Leave(happened.Topic);
    }

    private bool TakesMeOut(RealtimeEvent happened) =>
        happened.Type == "user_left" && Actor is { } actor && happened.Topic != Topics.User(actor.UserId) && happened.Concerns(actor.UserId);

    private bool IsReplayed(RealtimeEvent happened)
    {
        lock (_gate)
            return happened.Id is { } id && _replayed.TryGetValue(happened.Topic, out var upTo) && id <= upTo;
    }

    public static object Frame(RealtimeEvent happened)
    {
        using var data = JsonDocument.Parse(happened.Data);
        return happened.Type == Broadcast.EventType
            ? new { type = "broadcast", data = data.RootElement.Clone(), timestamp = happened.At, event_id = happened.Id }
            : new { type = "event", @event = happened.Type, channel = happened.Topic, data = data.RootElement.Clone(), timestamp = happened.At, event_id = happened.Id };
    }

    private static string? Channel(JsonElement frame) =>
        frame.TryGetProperty("channel", out var channel) && channel.ValueKind is JsonValueKind.String && channel.GetString() is { Length: > 0 } name ? name : null;

    private static bool TryReadLastEventId(JsonElement frame, out long? id)
    {
        id = null;
        if (!frame.TryGetProperty("last_event_id", out var value) || value.ValueKind is JsonValueKind.Null)
            return true;
        if (value.ValueKind is not JsonValueKind.Number || !value.TryGetInt64(out var number))
            return false;
        id = number;
        return true;
    }
}
