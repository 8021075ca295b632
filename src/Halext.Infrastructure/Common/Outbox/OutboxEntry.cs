namespace Halext.Infrastructure.Common.Outbox;

/// <summary>Something that has happened and that not everybody has reacted to yet.</summary>
internal sealed class OutboxEntry
{
    public const int TypeMaxLength = 100;
    public const int StreamMaxLength = 100;
    public const int PayloadMaxLength = 1_000_000;
    public const int ErrorMaxLength = 2_000;

    public long Id { get; private set; }

    /// <summary>The event's name.</summary>
    public required string Type { get; init; }

    /// <summary>Entries of one stream are handed over one behind the other.</summary>
    public required string Stream { get; init; }

    /// <summary>The event as JSON.</summary>
    public required string Payload { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before this; later after each failure.</summary>
    public required DateTimeOffset AvailableAt { get; init; }

    public int Attempts { get; private set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Error { get; private set; }

    /// <summary>When it was given up; somebody has to look at it.</summary>
    public DateTimeOffset? ParkedAt { get; private set; }
}
