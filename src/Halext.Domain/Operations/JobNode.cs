namespace Halext.Domain.Operations;

/// <summary>A process that runs jobs. It lives as long as its connection to the database holds a lock on it, whatever the clocks say.</summary>
public sealed class JobNode
{
    public const int NameMaxLength = 200;
    public const int QueuesMaxLength = 1_000;

    /// <summary>Instead of names: every queue.</summary>
    public const string AllQueues = "*";

    /// <summary>Workers report every few seconds; one that has not for this long does not do its work.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(30);

    private JobNode(Guid id, string name, string queues, int concurrency, DateTimeOffset startedAt, DateTimeOffset seenAt)
    {
        Id = id;
        Name = name;
        Queues = queues;
        Concurrency = concurrency;
        StartedAt = startedAt;
        SeenAt = seenAt;
    }

    public Guid Id { get; private set; }

    /// <summary>Such as <c>worker@host:4711</c>, with the process's id.</summary>
    public string Name { get; private set; }

    /// <summary>What it serves, comma-separated, or <see cref="AllQueues"/>.</summary>
    public string Queues { get; private set; }

    /// <summary>How many jobs it runs at once.</summary>
    public int Concurrency { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>When it was last at its queues, by its own clock.</summary>
    public DateTimeOffset SeenAt { get; private set; }

    /// <summary>Jobs that it has ended, well or badly, since it started.</summary>
    public long Processed { get; private set; }

    public bool Serves(string queue) => Queues == AllQueues || Queues.Split(',').Contains(queue);

    /// <summary>Whether it has not been at its queues for so long that it must be frozen, though its connection, and with it its jobs, are its own.</summary>
    public bool IsSilent(DateTimeOffset now) => now - SeenAt > SilentAfter;
}

/// <summary>A queue of which nothing is taken at present.</summary>
public sealed class PausedQueue(string name, DateTimeOffset pausedAt)
{
    public string Name { get; private set; } = name;

    public DateTimeOffset PausedAt { get; private set; } = pausedAt;
}
