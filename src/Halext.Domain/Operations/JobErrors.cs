using Halext.Domain.Common;

namespace Halext.Domain.Operations;

public static class JobErrors
{
    public const string UnknownTypeCode = "JOB_TYPE_UNKNOWN";
    public const string UnreadableCode = "JOB_UNREADABLE";
    public const string ActorGoneCode = "JOB_ACTOR_GONE";
    public const string TimeoutCode = "JOB_TIMEOUT";
    public const string CrashedCode = "JOB_CRASHED";
    public const string ExceptionCode = "JOB_EXCEPTION";

    public static readonly Error Finished = Error.Conflict("This job has finished.");

    public static readonly Error NotDead = Error.Conflict("Only a dead letter can be retried or dropped.");

    public static readonly Error ActorGone = new(ActorGoneCode, ErrorKind.Forbidden, "The account that this job runs for is deleted or locked.");

    public static readonly Error KeyIsTaken = Error.Conflict("Another job with the same unique key waits or runs; this one can be retried when that has ended.");

    public static Error NotFound(Guid id) => Error.NotFound("Job", id);

    public static Error UnknownType(string type) => new(UnknownTypeCode, ErrorKind.Invalid, $"This version of Halext knows no job called '{type}'.");

    public static Error Unreadable(string type, string reason) =>
        new(UnreadableCode, ErrorKind.Invalid, $"The stored request does not fit '{type}' as this version of Halext knows it: {reason}");

    public static Error Timeout(TimeSpan limit) => new(TimeoutCode, ErrorKind.Unavailable, $"It did not end within {limit.TotalSeconds:0} s.");

    public static Error BadCron(string cron) =>
        Error.Invalid(nameof(Recurrence.Cron), $"'{cron}' is no schedule: it has five fields, as in crontab, and a time that comes.");

    public static Error BadTimeZone(string zone) => Error.Invalid(nameof(Recurrence.TimeZone), $"The time zone '{zone}' is unknown.");
}
