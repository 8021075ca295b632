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
    DateTimeOffset? FinishedAt);

public sealed record JobErrorDto(string Code, string Message);

/// <summary>What is pushed to a job's owner while it runs and when it ends.</summary>
public sealed record JobPushDto(Guid Id, string Type, JobState State, int Progress, string? ProgressText)
{
    public const string EventType = "job";
}
