using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Conversations;
using Halext.Application.Messaging.Presence;
using Halext.Domain.Common;
using Halext.WebApi.Messaging.Realtime;

namespace Halext.WebApi.Messaging.Presence;

/// <summary>
/// Who is there, <c>/ws/presence/{user_id}</c>: whoever has one open is there, and hears of those whom they may see, and who types in their
/// conversations. What is told first are states, then only changes.
/// </summary>
#pragma warning disable CA1001 // The semaphore holds nothing unless its wait handle is asked for, and somebody may still wait for it at the end.
internal sealed class PresenceSocket : SignedInSocket
#pragma warning restore CA1001
{
    /// <summary>An older mobile client calls its own socket so, and typing otherwise.</summary>
    public const string LegacyName = "subscribe";

    /// <summary>How many events wait while states are being read.</summary>
    private const int HeldMax = 5_000;

    private readonly PresenceWatch _watch;
    private readonly IPresenceNode _node;
    private readonly string _userId;
    private readonly Guid _connectionId = Guid.NewGuid();
    private readonly SemaphoreSlim _lookingAround = new(1);
    private readonly Lock _gate = new();

    /// <summary>What happens while states are being read, to be told behind them.</summary>
    private List<RealtimeEvent>? _held;

    private bool _isCounted;
    private HashSet<int>? _people;
    private HashSet<int> _conversations = [];

    public PresenceSocket(WebSocket socket, SocketServices services, PresenceWatch watch, IPresenceNode node, string userId, Actor? actor, string? token)
        : base(socket, services, actor, token) => (_watch, _node, _userId) = (watch, node, userId);

    public override void Hear(PushedEvent happened)
    {
        lock (_gate)
        {
            if (_held is null)
            {
                if (Frame(happened.Event) is { } frame)
                    Send(frame);
            }
            else if (_held.Count < HeldMax)
            {
                _held.Add(happened.Event);
            }
            else
            {
                CutSlowReader();
            }
        }
    }

    /// <summary>Whether somebody's coming to a conversation, or going, concerns it; everything does until it knows its own.</summary>
    public bool IsConcernedBy(int conversationId, int userId) => _people is null || Actor!.UserId == userId || _conversations.Contains(conversationId);

    /// <summary>Finds out anew whom and what to listen to, and tells the states of those who have come into sight and that others are out of it.</summary>
    public async Task LookAround(CancellationToken ct)
    {
        await _lookingAround.WaitAsync(ct);
        try
        {
            var found = await Services.Ask(Actor, new ListWatched(), ct);
            if (found.Failed)
            {
                // A key that may not read, or whose owner is gone.
                End(SocketCodes.NotYours, found.Error.Code.ToLowerInvariant());
                return;
            }

            var watched = found.Value;
            var before = _people ?? [];
            var people = watched.People.ToHashSet();
            var conversations = watched.Conversations.ToHashSet();
            lock (_gate)
                _held ??= [];
            foreach (var id in people.Except(before))
                Join(Topics.Presence(id));
            foreach (var id in before.Except(people))
                Leave(Topics.Presence(id));
            foreach (var id in conversations.Except(_conversations))
                Join(Topics.Conversation(id));
            foreach (var id in _conversations.Except(conversations))
                Leave(Topics.Conversation(id));

            // Everybody listens to themselves, for the sake of their other devices, and knows how they began.
            var news = people.Except(before).Where(id => id != Actor!.UserId).ToList();
            var states = news.Count == 0 ? [] : (await Services.Ask(Actor, new ReadPresence(news), ct)).Value;
            Tell(states, before.Except(people), isFirst: _people is null);
            (_people, _conversations) = (people, conversations);
        }
        finally
        {
            _lookingAround.Release();
        }
    }

    protected override async Task Enter(CancellationToken ct)
    {
        if (_userId != LegacyName)
        {
            if (!int.TryParse(_userId, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                End(SocketCodes.Unknown, "unknown_user");
                return;
            }

            if (id != Actor!.UserId)
            {
                End(SocketCodes.NotYours, "not_yours");
                return;
            }
        }

        // To its end: a socket that is counted after it was found closed would be counted for ever.
        _isCounted = true;
        _node.Opened(_connectionId, Actor!.UserId);
        var entered = await Services.Ask(Actor, new EnterPresence(_connectionId), Services.Stopping);
        if (entered.Failed)
        {
            End(SocketCodes.NotYours, entered.Error.Code.ToLowerInvariant());
            return;
        }

        _watch.Add(this);
        await LookAround(ct);
    }

    protected override async Task Said(string type, JsonElement frame, CancellationToken ct)
    {
        _node.Heard(Actor!.UserId);
        switch (type)
        {
            case "heartbeat" or "ping":
                AckHeartbeat();
                break;
            case "update_status" when frame.Text("status") is { } status:
                await Answer(new SetPresence(null, status, Field(frame, "current_activity"), Field(frame, "status_message")) { HasSocket = true }, null, ct);
                break;
            case "update_status":
                Fail("validation_error", "Name the status.");
                break;
            case "typing" when frame.TryGetProperty("conversation_id", out var id) && id.ValueKind is JsonValueKind.Number && id.TryGetInt32(out var conversationId):
                await Answer(new ShowTyping(conversationId, frame.Flag("is_typing") ?? true), null, ct);
                break;
            case "typing":
                Fail("validation_error", "Name the conversation.");
                break;
            default:
                FailUnknown(type);
                break;
        }
    }

    protected override async Task Closed()
    {
        await base.Closed();
        _watch.Remove(this);
        if (_isCounted)
            _node.Closed(_connectionId);
    }

    /// <summary>
    /// The mobile client reads one person per frame, and drops the list that the API's own documents describe; so both are sent
    /// (docs/decisions/0016).
    /// </summary>
    private void Tell(IReadOnlyList<PresenceUpdateDto> states, IEnumerable<int> outOfSight, bool isFirst)
    {
        var now = Services.Clock.GetUtcNow();
        lock (_gate)
        {
            var frames = new List<object>();
            if (isFirst)
                frames.Add(new { type = "initial_presences", data = states });
            frames.AddRange(states.Concat(outOfSight.Select(id => PresenceUpdateDto.OutOfSight(id, now))).Select(data => new { type = "presence_update", data }));
            frames.AddRange(_held!.Select(Frame).OfType<object>());
            SendAll(frames);
            _held = null;
        }
    }

    private object? Frame(RealtimeEvent happened)
    {
        // Messages, too, are published to conversations.
        if (happened.Type is not ("presence_update" or "typing"))
            return null;
        using var document = JsonDocument.Parse(happened.Data);
        var data = document.RootElement;
        return happened.Type switch
        {
            "presence_update" => new { type = "presence_update", data = data.Clone() },
            "typing" when data.GetProperty("user_id").GetInt32() is var typist && typist != Actor!.UserId => new
            {
                type = _userId == LegacyName ? "typing_update" : "typing_indicator",
                data = new
                {
                    user_id = typist,
                    conversation_id = data.GetProperty("conversation_id").GetInt32(),
                    is_typing = data.GetProperty("is_typing").GetBoolean(),
                },
            },
            _ => null,
        };
    }

    /// <summary>A text, or null to clear it; absent, or anything else, leaves it alone.</summary>
    private static Optional<string?> Field(JsonElement frame, string name) =>
        frame.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Null ? value.GetString() : default(Optional<string?>);
}
