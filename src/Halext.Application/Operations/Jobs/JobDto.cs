using System.Text.Json;
using Halext.Domain.Operations;

namespace Halext.Application.Operations.Jobs;

/// <summary>A job as its owner sees it.</summary>
/// <param name="State">scheduled, queued, running, retrying, succeeded, dead or cancelled.</param>
/// <param name="Attempts">How often it was started.</param>
/// <param name="RunAt">Not before this.</param>
/// <param name="Progress">0 to 100.</param>
/// <param name="Result">What the use case answered; kept for a day.</param>
/// <param name="Error">Why it failed last.</param>
/// <param name="Logs">The last lines that it logged, oldest first.</param>
/// <param name="Series">Its place in its series; null when it does not repeat.</param>
public sealed record JobDto(
    Guid Id,
    string Type,
    JobState State,
    int Attempts,
    DateTimeOffset RunAt,
    int Progress,
    string? ProgressText,
    JsonElement? Result,
    JobErrorDto? Error,
    JsonElement Logs,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    JobSeriesDto? Series);

public sealed record JobErrorDto(string Code, string Message);

/// <summary>A repeating job's schedule, and where in it one job stands.</summary>
/// <param name="Id">The series: whoever cancels this id ends it.</param>
/// <param name="PlannedAt">The time of the schedule that the job is for.</param>
/// <param name="NextId">The job of the next time, made when this one ended; without one this is the last.</param>
public sealed record JobSeriesDto(Guid Id, string Cron, string TimeZone, Misfire Misfire, DateTimeOffset PlannedAt, Guid? NextId)
{
    internal static JobSeriesDto? Of(Job job) => job.Series is { } series
        ? new JobSeriesDto(series.Id, series.Recurrence.Cron, series.Recurrence.TimeZone, series.Recurrence.Misfire, series.PlannedAt, job.NextId)
        : null;
}

/// <summary>What is pushed to a job's owner while it runs and when it ends.</summary>
public sealed record JobPushDto(Guid Id, string Type, JobState State, int Progress, string? ProgressText)
{
    public const string EventType = "job";
}
