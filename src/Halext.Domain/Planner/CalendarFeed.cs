namespace Halext.Domain.Planner;

/// <summary>What a feed or an export holds.</summary>
[Flags]
public enum FeedContents
{
    None = 0,

    /// <summary>The owner's events.</summary>
    Events = 1,

    /// <summary>The owner's tasks.</summary>
    Tasks = 2,

    /// <summary>Events that others share with the owner.</summary>
    Shared = 4,
}

/// <summary>A secret address under which calendar programs read somebody's calendar without signing in.</summary>
public sealed class CalendarFeed
{
    public const int NameMaxLength = 100;

    private CalendarFeed(int ownerId, string name, byte[] tokenHash, FeedContents contents, DateTimeOffset createdAt)
    {
        OwnerId = ownerId;
        Name = name;
        TokenHash = tokenHash;
        Contents = contents;
        CreatedAt = createdAt;
    }

    public int Id { get; private set; }

    public int OwnerId { get; private set; }

    /// <summary>What it is for, such as the program that reads it.</summary>
    public string Name { get; private set; }

    /// <summary>SHA-256 of the secret in the address, 32 bytes.</summary>
    public byte[] TokenHash { get; private set; }

    public FeedContents Contents { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static CalendarFeed Create(int ownerId, string name, byte[] tokenHash, FeedContents contents, DateTimeOffset now) =>
        new(ownerId, name, tokenHash, contents, now);
}
