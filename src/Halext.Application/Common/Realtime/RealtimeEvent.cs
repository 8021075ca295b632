namespace Halext.Application.Common.Realtime;

/// <summary>Something that is pushed to sockets.</summary>
/// <param name="Id">Grows in the order of publication; null for what is fleeting, which cannot be asked for again.</param>
/// <param name="Topic">Who listens; see <see cref="Topics"/>.</param>
/// <param name="Type">What it is.</param>
/// <param name="Data">Its content as JSON text.</param>
/// <param name="At">When it was published.</param>
public sealed record RealtimeEvent(long? Id, string Topic, string Type, string Data, DateTimeOffset At);

/// <summary>Where events arrive on this node: the sockets.</summary>
public interface IRealtimeSink
{
    /// <summary>Hands an event to whoever listens here. Must not block.</summary>
    void Deliver(RealtimeEvent happened);

    /// <summary>Tells whoever listens here that something may have been published which this node will never hear of. Must not block.</summary>
    void MayHaveMissed();
}

/// <summary>What was published in the last minutes, for sockets that come back.</summary>
public interface IRealtimeHistory
{
    /// <summary>How long events are kept.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    /// <summary>What was published on these topics behind an event, oldest first, at most <paramref name="limit"/>.</summary>
    Task<MissedEvents> Since(long lastId, IReadOnlyCollection<string> topics, int limit, CancellationToken ct);
}

/// <summary>Events of the last minutes.</summary>
/// <param name="Events">Oldest first.</param>
/// <param name="IsComplete">
/// Whether everything is kept that was published behind the event that was named. False when that event is unknown or was too long ago.
/// </param>
public sealed record MissedEvents(IReadOnlyList<RealtimeEvent> Events, bool IsComplete);
