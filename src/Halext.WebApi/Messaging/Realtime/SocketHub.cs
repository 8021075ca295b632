using System.Collections.Concurrent;
using System.Collections.Immutable;
using Halext.Application.Common.Realtime;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>Who on this node listens to which topic.</summary>
internal sealed class SocketHub : IRealtimeSink
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<IListener>> _topics = new();

    /// <summary>How many listen to each topic.</summary>
    public IReadOnlyDictionary<string, int> Listeners => _topics.ToDictionary(t => t.Key, t => t.Value.Count);

    public void Deliver(RealtimeEvent happened)
    {
        if (!_topics.TryGetValue(happened.Topic, out var listeners))
            return;
        foreach (var listener in listeners)
            listener.Hear(happened);
    }

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
}

/// <summary>A socket, as the hub sees it.</summary>
internal interface IListener
{
    /// <summary>Takes an event. Must not block.</summary>
    void Hear(RealtimeEvent happened);
}
