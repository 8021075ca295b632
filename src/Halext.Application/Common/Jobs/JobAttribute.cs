using Halext.Domain.Common;
using Halext.Domain.Operations;

namespace Halext.Application.Common.Jobs;

/// <summary>Says that a use case can run as a job. See docs/jobs.md.</summary>
/// <param name="name">How it is called in the database, such as <c>tasks.remind</c>. Keep it when the code is renamed: jobs wait under it.</param>
/// <param name="description">What it does, in a sentence for admins.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class JobAttribute(string name, string description) : Attribute
{
    public const string DefaultQueue = "default";

    public string Name { get; } = name;

    public string Description { get; } = description;

    /// <summary>Groups jobs for admins.</summary>
    public string Category { get; init; } = "general";

    public string Queue { get; init; } = DefaultQueue;

    /// <summary>Higher first within the queue.</summary>
    public int Priority { get; init; }

    /// <summary>How often it is tried again after the first failure.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The wait after the first failure, which doubles with each further one.</summary>
    public double BackoffSeconds { get; init; } = 60;

    public double BackoffMaxSeconds { get; init; } = 3600;

    /// <summary>After which its token is cancelled, and the attempt counts as failed.</summary>
    public double TimeoutSeconds { get; init; } = 300;

    /// <summary>Which refusals are worth another try. Others are final: the same input would be refused again.</summary>
    public ErrorKind[] RetryOn { get; init; } = [ErrorKind.Unavailable, ErrorKind.RateLimited, ErrorKind.Conflict];

    /// <summary>Which exceptions are worth another try; all when empty.</summary>
    public Type[] RetryOnExceptions { get; init; } = [];

    public Backoff Backoff => new(TimeSpan.FromSeconds(BackoffSeconds), TimeSpan.FromSeconds(BackoffMaxSeconds));

    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);
}

/// <summary>Runs a job again and again, on the system's behalf, once per cluster. The request must have a constructor that needs nothing.</summary>
/// <param name="cron">Five fields as in crontab: minute, hour, day of month, month, day of week. See <see cref="Cron"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RecurringAttribute(string cron) : Attribute
{
    /// <summary>The unique key of what a schedule, or an admin in its place, makes.</summary>
    public const string UniqueKey = "recurring";

    public string Cron { get; } = cron;

    /// <summary>The IANA name of the zone whose clock counts.</summary>
    public string TimeZone { get; init; } = "UTC";

    public Misfire Misfire { get; init; } = Misfire.RunOnce;

    public Recurrence Recurrence => new(Cron, TimeZone, Misfire);
}

/// <summary>Schedules that many need.</summary>
public static class Cron
{
    public const string DailyAtMidnight = "0 0 * * *";
    public const string DailyAt8 = "0 8 * * *";
    public const string Hourly = "0 * * * *";
    public const string EveryMinute = "* * * * *";
    public const string Every5Minutes = "*/5 * * * *";
    public const string Every15Minutes = "*/15 * * * *";
    public const string Every30Minutes = "*/30 * * * *";
}
