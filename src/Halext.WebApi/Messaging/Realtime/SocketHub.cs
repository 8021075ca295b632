using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Halext.Application.Common.Realtime;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>Who on this node listens to which topic.</summary>
internal sealed partial class SocketHub(SocketJson json, ILogger<SocketHub> logger) : IRealtimeSink, IRealtimeFeed
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<IListener>> _topics = new();

    /// <summary>How many sockets listen to each topic.</summary>
    public IReadOnlyDictionary<string, int> Listeners =>
        _topics.Select(t => (t.Key, Sockets: t.Value.Count(l => l is SocketSession))).Where(t => t.Sockets > 0).ToDictionary(t => t.Key, t => t.Sockets);

    public void Deliver(RealtimeEvent happened)
    {
        if (!_topics.TryGetValue(happened.Topic, out var listeners))
            return;
        var pushed = new PushedEvent(happened, json);
        foreach (var listener in listeners)
        {
            try
            {
                listener.Hear(pushed);
            }
            catch (Exception e)
            {
                // The others still hear it.
                LogNotHeard(logger, e, happened.Type);
            }
        }
    }

    public void MayHaveMissed()
    {
        foreach (var listener in _topics.Values.SelectMany(listeners => listeners).Distinct())
            listener.MayHaveMissed();
    }

    public IRealtimeSubscription Listen(string topic, Func<RealtimeEvent, bool> concerns) => new Subscription(this, topic, concerns);

    public T? Read<T>(RealtimeEvent heard) => json.Read<T>(heard.Data);

    public void Join(string topic, IListener listener) => _topics.AddOrUpdate(topic, [listener], (_, listeners) => listeners.Add(listener));

    public void Leave(string topic, IListener listener)
    {
        while (_topics.TryGetValue(topic, out var listeners))
        {
            var left = listeners.Remove(listener);

            // Empty topics go, or they would pile up.
            if (left.IsEmpty ? _topics.TryRemove(new(topic, listeners)) : _topics.TryUpdate(topic, left, listeners))
                return;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A socket could not be told of {Event}")]
    private static partial void LogNotHeard(ILogger logger, Exception exception, string @event);

    private sealed class Subscription : IListener, IRealtimeSubscription
    {
        private readonly Channel<RealtimeEvent> _heard = Channel.CreateUnbounded<RealtimeEvent>(new UnboundedChannelOptions { SingleReader = true });
        private readonly SocketHub _hub;
        private readonly string _topic;
        private readonly Func<RealtimeEvent, bool> _concerns;

        public Subscription(SocketHub hub, string topic, Func<RealtimeEvent, bool> concerns)
        {
            (_hub, _topic, _concerns) = (hub, topic, concerns);
            hub.Join(topic, this);
        }

        public ChannelReader<RealtimeEvent> Heard => _heard.Reader;

        public void Hear(PushedEvent happened)
        {
            if (_concerns(happened.Event))
                _heard.Writer.TryWrite(happened.Event);
        }

        public void MayHaveMissed() => _heard.Writer.TryWrite(new RealtimeEvent(null, _topic, IRealtimeSubscription.Gap, "{}", default));

        public void Dispose() => _hub.Leave(_topic, this);
    }
}

/// <summary>A socket, as the hub sees it.</summary>
internal interface IListener
{
    /// <summary>Takes an event. Must not block.</summary>
    void Hear(PushedEvent happened);

    /// <summary>Learns that events may have been lost for good. Must not block.</summary>
    void MayHaveMissed();
}
