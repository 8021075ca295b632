using System.Threading.Channels;

namespace Halext.Application.Common.Realtime;

/// <summary>Listens to topics from inside the server, as sockets do from outside.</summary>
public interface IRealtimeFeed
{
    /// <summary>Listens from now on, until it is disposed.</summary>
    /// <param name="topic">Whoever asks has checked who may listen.</param>
    /// <param name="concerns">Which of its events to keep. Called for each; must be quick.</param>
    IRealtimeSubscription Listen(string topic, Func<RealtimeEvent, bool> concerns);

    /// <summary>The content of an event, read by the policy by which it was written.</summary>
    T? Read<T>(RealtimeEvent heard);
}

/// <summary>What is heard, in order. It is lossy like every push: a node that loses the database for a moment does not hear what is fleeting.</summary>
public interface IRealtimeSubscription : IDisposable
{
    /// <summary>The type of what is heard in the place of events that were lost for good.</summary>
    const string Gap = "gap";

    ChannelReader<RealtimeEvent> Heard { get; }
}
