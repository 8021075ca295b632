namespace Halext.Application.Operations.Outbox;

/// <summary>What has happened and whose reactions kept failing. It waits for somebody to look at it.</summary>
public interface IParkedEvents
{
    /// <summary>The newest, behind <paramref name="before"/>.</summary>
    Task<ParkedEventDto[]> List(long? before, int limit, CancellationToken ct);

    /// <summary>Hands one to its reactions again, with all its attempts.</summary>
    /// <returns>How it was; null when there was no such one.</returns>
    Task<ParkedEventDto?> Retry(long id, CancellationToken ct);

    /// <summary>Gives one up for good.</summary>
    /// <inheritdoc cref="Retry" path="/returns"/>
    Task<ParkedEventDto?> Drop(long id, CancellationToken ct);

    /// <summary>Gives up for good what was parked before this.</summary>
    /// <returns>How many there were.</returns>
    Task<int> Forget(DateTimeOffset before, CancellationToken ct);
}

/// <summary>Something whose reactions kept failing. What it holds is not shown: it may be private.</summary>
/// <param name="Id">Its number; grows with time.</param>
/// <param name="Type">The event's name.</param>
/// <param name="Stream">What it happened to.</param>
/// <param name="Attempts">How often its reactions failed.</param>
/// <param name="Error">Why the last time.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="ParkedAt">When it was given up.</param>
public sealed record ParkedEventDto(long Id, string Type, string Stream, int Attempts, string? Error, DateTimeOffset OccurredAt, DateTimeOffset ParkedAt);
