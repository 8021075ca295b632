namespace Halext.Domain.Accounts;

/// <summary>What the owner of an account that is going to be deleted is told by mail; a later one makes the earlier ones superfluous.</summary>
public enum DeletionLetter
{
    /// <summary>That the deletion was asked for, and how to call it off.</summary>
    Confirmation = 1,

    /// <summary><see cref="DeletionRequest.FirstWarningBefore"/> it.</summary>
    FirstWarning,

    /// <summary><see cref="DeletionRequest.LastWarningBefore"/> it.</summary>
    LastWarning,
}

/// <summary>
/// Somebody's wish that their account be deleted, after a time in which they can think better of it. Its rules: of the letters that are due
/// only the latest is sent; nothing is deleted before the last letter was at least tried; and after the first try of the last warning
/// <see cref="LastWarningBefore"/> always remain, so that neither an outage nor a clock that jumps deletes an account out of the blue.
/// </summary>
public sealed class DeletionRequest
{
    public static readonly TimeSpan FirstWarningBefore = TimeSpan.FromDays(30);
    public static readonly TimeSpan LastWarningBefore = TimeSpan.FromDays(7);

    /// <summary>While somebody is at a letter nobody else is. Longer than a mail server is waited for; after a crash the letter comes again.</summary>
    public static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(10);

    /// <summary>When an account that could not be deleted is looked at again.</summary>
    public static readonly TimeSpan LookAgainAfter = TimeSpan.FromDays(1);

    private DeletionRequest(int userId, DateTimeOffset requestedAt, DateTimeOffset scheduledFor)
    {
        UserId = userId;
        RequestedAt = requestedAt;
        ScheduledFor = scheduledFor;
    }

    public int UserId { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>Not deleted before this.</summary>
    public DateTimeOffset ScheduledFor { get; private set; }

    /// <summary>The latest letter that was attempted, whether or not it went out.</summary>
    public DeletionLetter? Tried { get; private set; }

    /// <summary>The latest letter that needs no further attempt.</summary>
    public DeletionLetter? Settled { get; private set; }

    /// <summary>When there is something to do again.</summary>
    public DateTimeOffset ActAt { get; private set; }

    private TimeSpan Window => ScheduledFor - RequestedAt;

    private DeletionLetter Last => Window > LastWarningBefore ? DeletionLetter.LastWarning : DeletionLetter.Confirmation;

    /// <summary>Asks for the deletion of an account.</summary>
    /// <param name="userId">The account.</param>
    /// <param name="grace">How long there is to think better of it.</param>
    /// <param name="now">The present instant.</param>
    public static DeletionRequest Make(int userId, TimeSpan grace, DateTimeOffset now) => new(userId, now, now + grace) { ActAt = now };

    /// <summary>Whole days until the deletion, begun ones included; 0 when it may happen at any moment.</summary>
    public int DaysLeft(DateTimeOffset now) => Math.Max(0, (int)Math.Ceiling((ScheduledFor - now).TotalDays));

    /// <summary>Whether the account is to be deleted now.</summary>
    public bool IsDue(DateTimeOffset now) => now >= ScheduledFor && Tried >= Last;

    /// <summary>The letter to send now, or null.</summary>
    public DeletionLetter? LetterDue(DateTimeOffset now)
    {
        if (now < ActAt || IsDue(now))
            return null;
        var left = ScheduledFor - now;
        var letter = left <= LastWarningBefore && Window > LastWarningBefore ? DeletionLetter.LastWarning
            : left <= FirstWarningBefore && Window > FirstWarningBefore ? DeletionLetter.FirstWarning
            : DeletionLetter.Confirmation;
        return Settled is null || Settled < letter ? letter : null;
    }

    /// <summary>Notes that a letter is going to be attempted. A last warning that comes late puts the deletion off.</summary>
    public void Try(DeletionLetter letter, DateTimeOffset now)
    {
        var earliest = now + LastWarningBefore;
        if (letter is DeletionLetter.LastWarning && Tried is not DeletionLetter.LastWarning && ScheduledFor < earliest)
            ScheduledFor = earliest;
        Tried = letter;
        ActAt = now + TryAgainAfter;
    }

    /// <summary>Notes that a letter went out, or that there is nothing that could send it.</summary>
    public void Settle(DeletionLetter letter)
    {
        Settled = letter;
        ActAt = letter switch
        {
            < DeletionLetter.FirstWarning when Window > FirstWarningBefore => ScheduledFor - FirstWarningBefore,
            < DeletionLetter.LastWarning when Window > LastWarningBefore => ScheduledFor - LastWarningBefore,
            _ => ScheduledFor,
        };
    }
}

/// <summary>A secret from a letter, by which the deletion can be called off without signing in. Each attempt at a letter makes one of its own.</summary>
public sealed class DeletionToken
{
    public DeletionToken(byte[] tokenHash, int userId)
    {
        TokenHash = tokenHash;
        UserId = userId;
    }

    /// <summary>SHA-256 of the token, 32 bytes.</summary>
    public byte[] TokenHash { get; private set; }

    /// <summary>Whose <see cref="DeletionRequest"/> it ends.</summary>
    public int UserId { get; private set; }
}
