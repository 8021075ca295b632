namespace Halext.Application.Messaging.Realtime;

/// <summary>Who has the room of a conversation open, on whichever node.</summary>
public interface IRooms
{
    /// <summary>The people who have it open now. Whose node died is in it for <see cref="Lease"/> at the most.</summary>
    Task<IReadOnlyCollection<int>> WhoIsIn(int conversationId, CancellationToken ct);

    /// <summary>Notes that somebody has opened it, and answers the name of this visit.</summary>
    Task<Guid> Enter(int conversationId, int userId, CancellationToken ct);

    /// <summary>Ends a visit that was closed by the visitor.</summary>
    Task Leave(Guid visit, CancellationToken ct);

    /// <summary>Ends a visit that broke off: what was posted since its last sign of life may not have arrived, so the visitor is told of it.</summary>
    Task Lose(Guid visit, DateTimeOffset lastHeard, CancellationToken ct);

    /// <summary>How long a visit counts after the last sign of life of its node.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);
}

/// <summary>Hears of visits that broke off.</summary>
public interface IRoomObserver
{
    /// <summary>What was posted since <paramref name="lastHeard"/> may not have arrived. Called again until it does not throw.</summary>
    Task VisitLost(int conversationId, int userId, DateTimeOffset lastHeard, CancellationToken ct);
}
