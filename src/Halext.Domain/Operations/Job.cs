namespace Halext.Domain.Operations;

/// <summary>
/// A use case that runs behind the requests, and what became of it. The one source of truth about it: workers move it through its states
/// by conditional updates, so that of two who want the same job one gets it.
/// </summary>
public sealed class Job
{
    public const int TypeMaxLength = 100;
    public const int QueueMaxLength = 50;
    public const int KeyMaxLength = 200;
    public const int ProgressTextMaxLength = 200;
    public const int ErrorCodeMaxLength = 100;
    public const int ErrorMaxLength = 2_000;

    /// <summary>Characters of a request as JSON. What is larger belongs into a file or a row, and its id into the request.</summary>
    public const int PayloadMaxLength = 200_000;

    /// <summary>Characters of a result as JSON. What is larger belongs into a file or a row, and its id into the result.</summary>
    public const int ResultMaxLength = 200_000;

    /// <summary>How many processes may die while they run one job: the next one would, too.</summary>
    public const int CrashesMax = 3;

    /// <summary>How long the result of a job that succeeded or was cancelled is kept.</summary>
    public static readonly TimeSpan ResultKept = TimeSpan.FromDays(1);

    /// <summary>How long a dead letter waits for somebody.</summary>
    public static readonly TimeSpan DeadLetterKept = TimeSpan.FromDays(7);

    /// <summary>What waits and what runs: there is one of these at most per unique key.</summary>
    public static readonly IReadOnlyList<JobState> OpenStates = [JobState.Scheduled, JobState.Queued, JobState.Running, JobState.Retrying];

    private Job(Guid id, string type, int? userId, string payload)
    {
        Id = id;
        Type = type;
        UserId = userId;
        Payload = payload;
    }

    /// <summary>A UUIDv7: ids grow with time.</summary>
    public Guid Id { get; private set; }

    /// <summary>The stable name of the request; code may be renamed, this may not.</summary>
    public string Type { get; private set; }

    /// <summary>On whose behalf it runs, with the rights that they have then; null for the system itself. No foreign key: it ends visibly when the account is gone.</summary>
    public int? UserId { get; private set; }

    /// <summary>The request as JSON.</summary>
    public string Payload { get; private set; }

    public JobState State { get; private set; }

    public string Queue { get; private set; } = "";

    /// <summary>Higher first.</summary>
    public int Priority { get; private set; }

    /// <summary>Not before this.</summary>
    public DateTimeOffset RunAt { get; private set; }

    /// <summary>While it waits or runs, no second one has it.</summary>
    public string? UniqueKey { get; private set; }

    /// <summary>Of those that share it one runs at a time.</summary>
    public string? ConcurrencyKey { get; private set; }

    /// <summary>The firing of a schedule that made it, as <c>name@time</c>; each makes one job, whoever fires it.</summary>
    public string? Firing { get; private set; }

    /// <summary>The series that it belongs to: the id of its first job. Null when it does not repeat.</summary>
    public Guid? SeriesId { get; private set; }

    public string? Cron { get; private set; }

    public string? TimeZone { get; private set; }

    public Misfire? Misfire { get; private set; }

    /// <summary>The time of the series that this is the job of. Unlike <see cref="RunAt"/> it stays when attempts are repeated.</summary>
    public DateTimeOffset? PlannedAt { get; private set; }

    /// <summary>The job of the series' next time, made when this one ended. Without one this is the last.</summary>
    public Guid? NextId { get; private set; }

    /// <summary>Its place in its series, if it repeats.</summary>
    public JobSeries? Series => SeriesId is { } id && Cron is { } cron && TimeZone is { } zone && Misfire is { } misfire && PlannedAt is { } planned
        ? new JobSeries(id, new Recurrence(cron, zone, misfire), planned)
        : null;

    /// <summary>How often it was started.</summary>
    public int Attempts { get; private set; }

    /// <summary>How many of its attempts ended with the death of their process.</summary>
    public int Crashes { get; private set; }

    /// <summary>The worker that runs it.</summary>
    public Guid? NodeId { get; private set; }

    public DateTimeOffset? CancelRequestedAt { get; private set; }

    /// <summary>0 to 100, as the use case tells.</summary>
    public int Progress { get; private set; }

    public string? ProgressText { get; private set; }

    /// <summary>The last lines that it logged, as a JSON array of texts.</summary>
    public string Logs { get; private set; } = "[]";

    /// <summary>What the use case answered, as JSON.</summary>
    public string? Result { get; private set; }

    /// <summary>The code of the last failure.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>The last failure, in a sentence.</summary>
    public string? Error { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When it is forgotten; null while it is not finished.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Whether a queue may be called like this: lower-case letters, digits, and <c>-_.</c> between them, so that it can stand in lists and addresses.</summary>
    public static bool IsQueueName(string name) =>
        name.Length is > 0 and <= QueueMaxLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    /// <summary>A job that waits for its time, or for a worker.</summary>
    /// <param name="type">The stable name of the request.</param>
    /// <param name="userId">On whose behalf; null for the system.</param>
    /// <param name="payload">The request as JSON.</param>
    /// <param name="now">The present.</param>
    /// <param name="where">The queue, its order in it, and when.</param>
    public static Job Create(string type, int? userId, string payload, DateTimeOffset now, JobPlacement where) => new(Guid.CreateVersion7(now), type, userId, payload)
    {
        State = where.RunAt > now ? JobState.Scheduled : JobState.Queued,
        Queue = where.Queue,
        Priority = where.Priority,
        RunAt = where.RunAt ?? now,
        UniqueKey = where.UniqueKey,
        ConcurrencyKey = where.ConcurrencyKey,
        Firing = where.Firing,
        CreatedAt = now,
    };

    /// <summary>The first job of a series, otherwise like a single one.</summary>
    /// <param name="recurrence">When it runs: a schedule that can be read.</param>
    /// <param name="first">The first of its times.</param>
    public static Job CreateSeries(string type, int? userId, string payload, DateTimeOffset now, JobPlacement where, Recurrence recurrence, DateTimeOffset first)
    {
        var job = Create(type, userId, payload, now, where with { RunAt = first });
        (job.SeriesId, job.Cron, job.TimeZone, job.Misfire, job.PlannedAt) = (job.Id, recurrence.Cron, recurrence.TimeZone, recurrence.Misfire, first);
        return job;
    }
}

/// <summary>When and beside which others a job runs.</summary>
/// <param name="RunAt">Not before this; null is now.</param>
public sealed record JobPlacement(string Queue, int Priority, DateTimeOffset? RunAt, string? UniqueKey, string? ConcurrencyKey, string? Firing = null);
