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

    /// <summary>Of occurrences of one series that are closer together than this, the first stands for all.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMinutes(1);

    /// <summary>The overrides that a look needs lie between these: what has begun lately, and what is as far away as can be.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Window(DateTimeOffset now) =>
        (now - Reminder.ToldKept - ReminderTimes.LateMax, now.AddDays(Horizon + 2).AddMinutes(Reminder.MinutesMax));

    /// <param name="reminder">What is known so far.</param>
    /// <param name="times">Of the event or task; null when it is gone.</param>
    /// <param name="now">The present.</param>
    /// <returns>Whether there is anything left to remember.</returns>
    public static bool Look(this Reminder reminder, ReminderTimes? times, DateTimeOffset now)
    {
        reminder.Forget(now);
        reminder.Withdraw(start => times?.At(start) is not null);
        if (times is not { AreWanted: true })
            return reminder.Looked(now, null);

        // It may be new, or have moved to where its reminder should have come before: what takes place now and what comes next counts in any case.
        var horizon = (now + times.Lead).AddDays(Horizon);
        TellOfNearest(reminder, times, now, horizon);

        // And so does whatever has become due since the last look; but of a new series nothing that lies far ahead.
        var reached = reminder.LookedAt is { } last ? Earlier(Later(last, now - ReminderTimes.LateMax), now) : now;
        var told = 0;
        foreach (var time in times.Between(Later(reached + times.Lead, now - ReminderTimes.LateMax), horizon))
        {
            if (time.RemindAt <= reached || time.Until <= now)
                continue;
            if (time.RemindAt > now || told == OccurrencesMax)
                return reminder.Looked(time.RemindAt > now ? now : reached, time.RemindAt);
            if (Tell(reminder, time))
                told++;
            reached = time.RemindAt;
        }

        return reminder.Looked(now, times.GoOnBehind(horizon) ? now.AddDays(Horizon) : null);
    }

    private static void TellOfNearest(Reminder reminder, ReminderTimes times, DateTimeOffset now, DateTimeOffset horizon)
    {
        ReminderTime? running = null;
        foreach (var time in times.Between(now, horizon).Where(t => t.Until > now).TakeWhile(t => t.RemindAt <= now))
        {
            if (time.Begin > now)
            {
                Tell(reminder, time);
                break;
            }

            running = time;
        }

        if (running is not null)
            Tell(reminder, running);
    }

    private static bool Tell(Reminder reminder, ReminderTime time)
    {
        if (reminder.Told.Any(told => (time.Start - told).Duration() < Spacing))
            return false;
        reminder.Tell(time.Start);
        return true;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
