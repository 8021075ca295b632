using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>
/// When an event or task has to be looked at next, because somebody may have to be reminded of it, and what they were reminded of already.
/// Kept beside it and not in it, so that being reminded changes neither its version nor that of any calendar with it. The database makes one,
/// or asks for another look, whenever an event, one of its changed occurrences or a task with a due date comes, changes or goes
/// (docs/decisions/0024).
/// </summary>
public sealed class Reminder : EventSource
{
    /// <summary>Nobody is reminded earlier than this many minutes before: four weeks.</summary>
    public const int MinutesMax = 40_320;

    /// <summary>Of how many occurrences it is remembered that people were reminded; the oldest are forgotten.</summary>
    public const int ToldMax = 1_000;

    /// <summary>
    /// How long behind its start it is remembered that people were reminded of something: longer than it can be too late for that, even when
    /// clocks go back meanwhile.
    /// </summary>
    public static readonly TimeSpan ToldKept = TimeSpan.FromDays(3);

    private Reminder()
    {
    }

    public ReminderSubject Subject { get; private set; }

    public int SubjectId { get; private set; }

    /// <summary>Not before this there is anything to do. Minus infinity: it has changed.</summary>
    public DateTimeOffset LookAt { get; private set; }

    /// <summary>Up to when people were reminded of whatever there was; null before the first look.</summary>
    public DateTimeOffset? LookedAt { get; private set; }

    /// <summary>The starts of the occurrences, or the due date, that people were reminded of, ascending.</summary>
    public IReadOnlyList<DateTimeOffset> Told { get; private set; } = [];

    /// <summary>One that was never looked at, as the database makes it.</summary>
    public static Reminder Of(ReminderSubject subject, int subjectId) => new() { Subject = subject, SubjectId = subjectId, LookAt = DateTimeOffset.MinValue };

    /// <summary>Reminds of an occurrence, unless that has been done.</summary>
    public void Tell(DateTimeOffset start)
    {
        if (Told.Contains(start))
            return;
        Told = [.. Told.Append(start).Order().TakeLast(ToldMax)];
        Raise(() => new ReminderDue(Subject, SubjectId, start));
    }

    /// <summary>Takes back what people were told of occurrences that do not take place like that any more.</summary>
    public void Withdraw(Func<DateTimeOffset, bool> takesPlace)
    {
        foreach (var start in Told.Where(start => !takesPlace(start)).ToList())
        {
            Told = [.. Told.Where(told => told != start)];
            Raise(() => new ReminderVoid(Subject, SubjectId, start));
        }
    }

    /// <summary>Forgets what is long over: see <see cref="ToldKept"/>.</summary>
    public void Forget(DateTimeOffset now)
    {
        if (Told.Any(start => start + ToldKept <= now))
            Told = [.. Told.Where(start => start + ToldKept > now)];
    }

    /// <summary>Ends a look.</summary>
    /// <param name="lookedAt">Up to when people are reminded of everything now.</param>
    /// <param name="next">When there is something to do again; null for never.</param>
    /// <returns>Whether there is anything left to remember.</returns>
    public bool Looked(DateTimeOffset lookedAt, DateTimeOffset? next)
    {
        if (next is null && Told.Count == 0)
            return false;
        (LookedAt, LookAt) = (lookedAt, next ?? Told[^1] + ToldKept);
        return true;
    }

    /// <summary>Puts the next look off.</summary>
    public void Postpone(DateTimeOffset until) => LookAt = until;
}

/// <summary>What people can be reminded of.</summary>
public enum ReminderSubject
{
    Event,
    Task,
}
