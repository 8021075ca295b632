using Halext.Domain.Planner;

namespace Halext.Application.Planner.Reminders;

/// <summary>
/// Looks at one event or task: reminds of what has become due since the last look, takes back what is not true any more, and finds out when
/// to look again. Doing it twice changes nothing, and neither does a clock that goes back.
/// </summary>
internal static class ReminderLook
{
    /// <summary>
    /// In days. Nobody searches for an occurrence that is further away than this: what is, is looked for again then. So a look costs the same
    /// for a yearly series, and for one that never takes place again, as for others.
    /// </summary>
    public const int Horizon = 32;

    /// <summary>How many occurrences one look reminds of; the next one goes on there.</summary>
    public const int OccurrencesMax = 100;

    /// <summary>How many occurrences one look goes through at a time; the next one goes on there.</summary>
    public const int StartsMax = 10_000;

    /// <summary>Of occurrences of one series that are closer together than this, the first stands for all.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMinutes(1);

    /// <summary>The overrides that a look needs lie between these: what has begun lately, and what is as far away as can be.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Window(DateTimeOffset now) =>
        (now - Reminder.ToldKept - ReminderTimes.LateMax, now.AddDays(Horizon + 2).AddMinutes(Reminder.MinutesMax));

    /// <param name="reminder">What is known so far.</param>
    /// <param name="times">Of the event or task; null when it is gone.</param>
    /// <param name="now">The present.</param>
    /// <param name="ct">Asked at each occurrence.</param>
    /// <returns>Whether there is anything left to remember.</returns>
    public static bool Look(this Reminder reminder, ReminderTimes? times, DateTimeOffset now, CancellationToken ct = default)
    {
        reminder.Forget(now);
        reminder.Withdraw(start =>
        {
            ct.ThrowIfCancellationRequested();
            return times?.At(start) is not null;
        });
        if (times is not { AreWanted: true })
            return reminder.Looked(now, null);

        // What takes place now and what comes next counts in any case: it may be new, or have moved to where its reminder should have come before.
        var horizon = (now + times.Lead).AddDays(Horizon);
        var due = new List<DateTimeOffset>();
        foreach (var time in Nearest(times, now, horizon, ct))
            Add(time);

        // And so does whatever has become due since the last look; but of a new series nothing that lies far ahead.
        var (reached, next) = (reminder.LookedAt is { } last ? Earlier(Later(last, now - ReminderTimes.LateMax), now) : now, default(DateTimeOffset?));
        var starts = 0;
        foreach (var time in times.Between(Later(reached + times.Lead, now - ReminderTimes.LateMax), horizon))
        {
            ct.ThrowIfCancellationRequested();
            if (time.RemindAt <= reached)
                continue;
            if (time.RemindAt > now || due.Count >= OccurrencesMax || ++starts > StartsMax)
            {
                next = time.RemindAt;
                break;
            }

            if (time.Until > now)
                Add(time);
            reached = time.RemindAt;
        }

        foreach (var start in due.Order())
            reminder.Tell(start);
        if (next is null && times.GoOnBehind(horizon))
            next = now.AddDays(Horizon);
        return reminder.Looked(next <= now ? reached : now, next);

        void Add(ReminderTime time)
        {
            if (!reminder.Told.Concat(due).Any(known => (time.Start - known).Duration() < Spacing))
                due.Add(time.Start);
        }
    }

    /// <summary>What has begun last and what comes next, if it is time for that.</summary>
    private static IEnumerable<ReminderTime> Nearest(ReminderTimes times, DateTimeOffset now, DateTimeOffset horizon, CancellationToken ct)
    {
        if (LastBegun(times, now, ct) is { } begun)
            yield return begun;
        if (times.Between(now, horizon).Take(StartsMax).FirstOrDefault(t => t.Begin > now) is { } next && next.RemindAt <= now)
            yield return next;
    }

    /// <summary>
    /// What has begun last of what it is not too late for. Looks back in growing steps: of a series of seconds it lies close, and nobody
    /// should go through a day of them to get there.
    /// </summary>
    private static ReminderTime? LastBegun(ReminderTimes times, DateTimeOffset now, CancellationToken ct)
    {
        for (var back = Spacing; ; back *= 8)
        {
            ct.ThrowIfCancellationRequested();
            if (back > ReminderTimes.LateMax)
                back = ReminderTimes.LateMax;
            var begun = times.Between(now - back, now + TimeSpan.FromSeconds(1)).Take(StartsMax).LastOrDefault(t => t.Begin <= now && t.Until > now);
            if (begun is not null || back == ReminderTimes.LateMax)
                return begun;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
