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
    public const string ResultTooLargeCode = "JOB_RESULT_TOO_LARGE";
    public const string OutcomeRefusedCode = "JOB_OUTCOME_REFUSED";

    public static readonly Error Finished = Error.Conflict("This job has finished.");

    public static readonly Error NotDead = Error.Conflict("Only a dead letter can be retried or dropped.");

    public static readonly Error ActorGone = new(ActorGoneCode, ErrorKind.Forbidden, "The account that this job runs for is deleted or locked.");

    public static readonly Error OutcomeRefused =
        new(OutcomeRefusedCode, ErrorKind.Invalid, "It came to an end, but the database refused what was to be noted about it; the server's log says why.");

    public static Error KeyIsTaken(Guid open) =>
        Error.Conflict($"The job {open} with the same unique key waits or runs; this one can be retried when that has ended.");

    public static Error ResultTooLarge(int length) =>
        new(ResultTooLargeCode, ErrorKind.Invalid, $"It was done, but its result of {length} characters is too large to be kept; at most {Job.ResultMaxLength} can be.");

    /// <summary>What owners may read of a failure: nothing of the code's insides. Admins read all of it.</summary>
    public static string ForOwner(string code, string message) => code switch
    {
        ExceptionCode => "It failed unexpectedly.",
        UnreadableCode => "This version of Halext does not understand its stored request.",
        _ => message,
    };

    public static Error NotFound(Guid id) => Error.NotFound("Job", id);

    public static Error UnknownType(string type) => new(UnknownTypeCode, ErrorKind.Invalid, $"This version of Halext knows no job called '{type}'.");

    public static Error Unreadable(string type, string reason) =>
        new(UnreadableCode, ErrorKind.Invalid, $"The stored request does not fit '{type}' as this version of Halext knows it: {reason}");

    public static Error Timeout(TimeSpan limit) => new(TimeoutCode, ErrorKind.Unavailable, $"It did not end within {limit.TotalSeconds:0} s.");

    public static Error BadCron(string cron) =>
        Error.Invalid(nameof(Recurrence.Cron), $"'{cron}' is no schedule: it has five fields, as in crontab, and a time that comes.");

    public static Error BadTimeZone(string zone) => Error.Invalid(nameof(Recurrence.TimeZone), $"The time zone '{zone}' is unknown.");
}
