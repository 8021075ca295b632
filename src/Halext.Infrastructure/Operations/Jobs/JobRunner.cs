using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Operations.Jobs;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Halext.Infrastructure.Common.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>The door of jobs: hands a stored request in on behalf of its owner, with the rights that they have now, and notes how it went.</summary>
internal sealed partial class JobRunner(
    IServiceScopeFactory scopes, JobTypes types, ICredentialVerifier accounts, JobStore store, IRealtime realtime, RealtimeJson json, JobTallies tallies,
    TimeProvider clock, ILogger<JobRunner> logger)
{
    /// <summary>How long a job whose token was cancelled may take to end. Then it is left to itself, and its place is free.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan OutageDelay = TimeSpan.FromSeconds(1);

    /// <summary>Runs a job that this node has taken, to its end.</summary>
    /// <param name="node">This node.</param>
    /// <param name="running">The job.</param>
    /// <param name="ct">Ends the attempts to note the outcome: the process cannot wait any longer.</param>
    /// <returns>Whether the attempt came to its end, well or badly; false when the job was given back, or taken away.</returns>
    public async Task<bool> Run(Guid node, RunningJob running, CancellationToken ct)
    {
        var (job, reporter) = (running.Job, new JobReporter());
        var start = clock.GetTimestamp();
        using var ended = new CancellationTokenSource();
        var handingOn = reporter.HandOn(report => HandOn(node, job, report, ended.Token), clock, ended.Token);
        var outcome = await Attempt(running, reporter);
        await ended.CancelAsync();
        await handingOn;

        if (outcome is null)
        {
            if (await UntilNoted(() => store.Release(node, job, ct), ct) is JobState.Cancelled)
                await Push(job.UserId, new JobPushDto(job.Id, job.Type, JobState.Cancelled, reporter.Latest.Percent, reporter.Latest.Text), ct);
            return false;
        }

        JobState? state;
        try
        {
            state = await UntilNoted(() => store.Finish(node, job, outcome, reporter.Latest, Next(job, outcome, reporter), ct), ct);
        }
        catch (Exception e) when (!IsOutage(e))
        {
            // It would be refused again and again. This text and nothing else was made here, so that it can be stored.
            LogRefused(logger, e, job.Type, job.Id, outcome.State);
            outcome = Final(JobErrors.OutcomeRefused);
            state = await UntilNoted(() => store.Finish(node, job, outcome, JobReport.Empty, Next(job, outcome, reporter), ct), ct);
        }

        LogEnd(job, outcome, state, clock.GetElapsedTime(start));
        if (state is not { } noted)
            return false;
        tallies.Count(noted, clock.GetUtcNow());
        await Push(job.UserId, new JobPushDto(job.Id, job.Type, noted, noted is JobState.Succeeded ? 100 : reporter.Latest.Percent, reporter.Latest.Text), ct);
        return true;
    }

    /// <summary>Tells the owner; who is not connected learns by asking, so a push that fails is not repeated.</summary>
    public async Task Push(int? userId, JobPushDto push, CancellationToken ct)
    {
        if (userId is not { } owner)
            return;
        try
        {
            if (push.State is JobState.Running)
                await realtime.PublishFleeting(Topics.User(owner), JobPushDto.EventType, push, ct);
            else
                await realtime.Publish(Topics.User(owner), JobPushDto.EventType, push, ct);
        }
        catch (Exception e) when (IsOutage(e) || e is NpgsqlException or OperationCanceledException)
        {
            LogNotPushed(logger, e, push.Id);
        }
    }

    /// <summary>Whether the database is away, or has no room or no time at present: the same statement may work later.</summary>
    private static bool IsOutage(Exception e) => e switch
    {
        // Being shut down, or the old one of two after a change-over.
        PostgresException refusal => refusal.IsTransient || refusal.SqlState.StartsWith("57", StringComparison.Ordinal)
            || refusal.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction,
        _ => e is NpgsqlException or IOException or TimeoutException,
    };

    /// <summary>
    /// When the next job of a series is. Times that passed while this one was open are passed over, whatever the clock did meanwhile: neither
    /// a time that this one was for, nor one before it, comes again.
    /// </summary>
    private DateTimeOffset? Next(ClaimedJob job, JobOutcome outcome, JobReporter reporter)
    {
        if (job.Series is not { } series || outcome.State is JobState.Retrying or JobState.Cancelled || outcome.ErrorCode is JobErrors.ActorGoneCode)
            return null;
        var now = clock.GetUtcNow();
        var schedule = Schedule.Read(series.Recurrence, clock);
        if (!schedule.Failed)
            return schedule.Value.After(now > series.PlannedAt ? now : series.PlannedAt);

        // It could be read when it was made: the machine's time zones have changed.
        reporter.Log($"This was the last time: {schedule.Error.Message}");
        LogUnreadable(logger, job.Type, job.Id, schedule.Error.Message);
        return null;
    }

    /// <returns>Null when the attempt does not count: this process has to end, or is not the one any more that runs it.</returns>
    private async Task<JobOutcome?> Attempt(RunningJob running, JobReporter reporter)
    {
        var job = running.Job;
        if (types.Find(job.Type) is not { } type)
            return Final(JobErrors.UnknownType(job.Type));

        object request;
        try
        {
            request = type.Read(job.Payload);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            return Final(JobErrors.Unreadable(job.Type, e.Message));
        }

        using var timeout = new CancellationTokenSource(type.Attribute.Timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, running.Token);

        // On a thread of its own: a use case that never awaits must not hold up those who watch the time.
        var work = Task.Run(() => Send(type, request, job, reporter, stop.Token), CancellationToken.None);
        await Task.WhenAny(work, Task.Delay(Timeout.InfiniteTimeSpan, clock, stop.Token));
        if (!work.IsCompleted)
            await Task.WhenAny(work, Task.Delay(Grace, clock, CancellationToken.None));
        if (!work.IsCompleted)
        {
            LogLeft(logger, job.Type, job.Id, Grace.TotalSeconds);
            _ = work.ContinueWith(t => t.Exception, TaskScheduler.Default);
            return Stopped(running.Reason, job, type);
        }

        try
        {
            var (error, value) = await work;
            return error is null ? Success(value) : Failure(job, type, error, type.IsWorthRetrying(error));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Stopped(running.Reason, job, type);
        }
        catch (Exception e)
        {
            LogException(logger, e, job.Type, job.Id, job.Attempts);
            var error = new Error(JobErrors.ExceptionCode, ErrorKind.Unavailable, $"{e.GetType().Name}: {e.Message}");

            // A database that is away says nothing about the job.
            return Failure(job, type, error, type.IsWorthRetrying(e) || e is NpgsqlException { IsTransient: true });
        }
    }

    private async Task<(Error? Error, object? Value)> Send(JobType type, object request, ClaimedJob job, JobReporter reporter, CancellationToken ct)
    {
        var actor = job.UserId is { } userId ? await accounts.FindActor(userId, ct) : Actor.System;
        if (actor is null)
            return (JobErrors.ActorGone, null);

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(actor);
        scope.ServiceProvider.GetRequiredService<CallOrigin>().Set(address: null, $"job {job.Id}");
        scope.ServiceProvider.GetRequiredService<JobProgress>().Connect(reporter);
        return await type.Send(scope.ServiceProvider.GetRequiredService<ISender>(), request, ct);
    }

    private JobOutcome Success(object? value)
    {
        var result = value is null ? null : JobText.Json(json.Write(value));
        return result?.Length > Job.ResultMaxLength ? Final(JobErrors.ResultTooLarge(result.Length)) : new JobOutcome(JobState.Succeeded) { Result = result };
    }

    private static JobOutcome? Stopped(JobStop reason, ClaimedJob job, JobType type)
    {
        switch (reason)
        {
            case JobStop.Cancelled:
                return new JobOutcome(JobState.Cancelled);
            case JobStop.Released:
                return null;
            default:
                var error = JobErrors.Timeout(type.Attribute.Timeout);
                return Failure(job, type, error, type.IsWorthRetrying(error));
        }
    }

    private static JobOutcome Final(Error error) =>
        new(JobState.Dead) { ErrorCode = JobText.Cut(error.Code, Job.ErrorCodeMaxLength), Error = JobText.Cut(error.Message, Job.ErrorMaxLength) };

    [SuppressMessage("Security", "CA5394", Justification = "It spreads load; nobody gains from guessing it.")] // Not a secret.
    private static JobOutcome Failure(ClaimedJob job, JobType type, Error error, bool isWorthRetrying)
    {
        if (!isWorthRetrying || job.Tries > type.Attribute.Retries)
            return Final(error);
        var delay = type.Attribute.Backoff.Delay(job.Tries, Random.Shared.NextDouble());
        return Final(error) with { State = JobState.Retrying, Delay = error.RetryAfter > delay ? error.RetryAfter.Value : delay };
    }

    private async Task HandOn(Guid node, ClaimedJob job, JobReport report, CancellationToken ct)
    {
        try
        {
            await store.Report(node, job, report, ct);
            await Push(job.UserId, new JobPushDto(job.Id, job.Type, JobState.Running, report.Percent, report.Text), ct);
        }
        catch (Exception e) when (IsOutage(e) || e is NpgsqlException)
        {
            LogNotPushed(logger, e, job.Id);
        }
    }

    /// <summary>The table must learn the outcome, or the job would look as if it ran for as long as this process lives.</summary>
    /// <returns>What the table says then; null, too, when there was no time to wait for the end of an outage.</returns>
    private async Task<JobState?> UntilNoted(Func<Task<JobState?>> note, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                return await note();
            }
            catch (Exception e) when (IsOutage(e))
            {
                LogOutage(logger, e);
                await Task.Delay(OutageDelay, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return null;
            }
        }

        return null;
    }

    private void LogEnd(ClaimedJob job, JobOutcome outcome, JobState? state, TimeSpan took)
    {
        var milliseconds = took.TotalMilliseconds;
        switch (state)
        {
            case JobState.Dead:
                LogDead(logger, job.Type, job.Id, job.Attempts, outcome.ErrorCode, milliseconds);
                break;
            case JobState.Retrying:
                LogRetry(logger, job.Type, job.Id, job.Attempts, outcome.ErrorCode, milliseconds, outcome.Delay.TotalSeconds);
                break;
            case null:
                LogTaken(logger, job.Type, job.Id);
                break;
            default:
                LogDone(logger, job.Type, job.Id, state.Value, milliseconds);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {JobType} {JobId} {State} in {Milliseconds:0.0} ms")]
    private static partial void LogDone(ILogger logger, string jobType, Guid jobId, JobState state, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobType} {JobId} failed, attempt {Attempt}: {Code} in {Milliseconds:0.0} ms; it comes again in {Seconds:0} s")]
    private static partial void LogRetry(ILogger logger, string jobType, Guid jobId, int attempt, string? code, double milliseconds, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobType} {JobId} failed, attempt {Attempt}: {Code} in {Milliseconds:0.0} ms; it is a dead letter now")]
    private static partial void LogDead(ILogger logger, string jobType, Guid jobId, int attempt, string? code, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobType} {JobId}, attempt {Attempt}, threw")]
    private static partial void LogException(ILogger logger, Exception exception, string jobType, Guid jobId, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobType} {JobId} did not end within {Seconds} s of being told to; it goes on without anybody waiting for it")]
    private static partial void LogLeft(ILogger logger, string jobType, Guid jobId, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobType} {JobId} cannot go on repeating: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string jobType, Guid jobId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobType} {JobId} was taken from this process meanwhile; its outcome is not noted")]
    private static partial void LogTaken(ILogger logger, string jobType, Guid jobId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database refuses the outcome of job {JobType} {JobId}, which was {State}")]
    private static partial void LogRefused(ILogger logger, Exception exception, string jobType, Guid jobId, JobState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of job {JobId} could not be told to its owner")]
    private static partial void LogNotPushed(ILogger logger, Exception exception, Guid jobId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outcome of a job could not be noted yet")]
    private static partial void LogOutage(ILogger logger, Exception exception);
}
