namespace Halext.Domain.Operations;

/// <summary>When something runs again and again.</summary>
/// <param name="Cron">Five fields as in crontab: minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">The IANA name of the zone whose clock counts. A time that its clock leaves out is the moment of the change; one that comes twice counts once, the first time.</param>
/// <param name="Misfire">What becomes of times that were missed.</param>
public sealed record Recurrence(string Cron, string TimeZone = "UTC", Misfire Misfire = Misfire.RunOnce)
{
    public const int CronMaxLength = 100;
    public const int TimeZoneMaxLength = 100;

    /// <summary>A time is missed when this much later nobody was there to see it. Until then it is only late.</summary>
    public static readonly TimeSpan MissedAfter = TimeSpan.FromMinutes(1);
}

/// <summary>What becomes of times that passed while nothing was there to run them.</summary>
public enum Misfire
{
    /// <summary>However many were missed: it runs once, as soon as somebody can.</summary>
    RunOnce,

    /// <summary>It waits for the next time.</summary>
    Skip,
}

/// <summary>A job's place in a series: the runs of one repeating job, each a job of its own, of which one is open at a time.</summary>
/// <param name="Id">The id of the first of them; whoever cancels it ends the series.</param>
/// <param name="Recurrence">When the others are.</param>
/// <param name="PlannedAt">The time of the schedule that this one is for, however late it runs.</param>
public sealed record JobSeries(Guid Id, Recurrence Recurrence, DateTimeOffset PlannedAt);
