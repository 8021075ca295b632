using Halext.Application.Common.Jobs;
using Halext.Application.Operations.Jobs;
using Halext.Domain.Operations;
using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>Takes jobs and runs them, so many at once. Told to stop, it takes no more and lets those that run come to their end for a while.</summary>
internal sealed partial class JobWorker(
    NpgsqlDataSource dataSource, JobStore store, JobRunner runner, RunningJobs running, JobSignal signal, JobTypes types, JobTallies tallies, JobSettings settings,
    TimeProvider clock, ILogger<JobWorker> logger) : BackgroundService
{
    /// <summary>How late a job with a time may be, and how long one waits at most whose announcement got lost.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan KeepInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OutageDelay = TimeSpan.FromSeconds(1);

    private readonly Guid _node = Guid.CreateVersion7(clock.GetUtcNow());
    private readonly SemaphoreSlim _free = new(settings.Concurrency, settings.Concurrency);
    private volatile string[] _queues = [.. settings.Queues is [] ? types.Queues : settings.Queues];
    private HashSet<Guid> _unknown = [];
    private long _processed;

    public override void Dispose()
    {
        _free.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Worker)
            return;

        // Ends what still runs when the time to drain is over, too.
        using var end = new CancellationTokenSource();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Serve(end, stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                LogOutage(logger, e);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(OutageDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Serve(CancellationTokenSource end, CancellationToken stoppingToken)
    {
        await using var seat = await JobSeat.Take(dataSource, _node, settings, clock, stoppingToken);
        if (seat.IsNew)
            running.ReleaseAll();

        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var taking = TakeJobs(end, lost.Token);
        var keeping = KeepOrder(seat, lost.Token);
        await Task.WhenAny(taking, keeping);
        await lost.CancelAsync();
        try
        {
            await Task.WhenAll(taking, keeping);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Drain(end);
            await tallies.Store(store, CancellationToken.None);
            await seat.Leave(CancellationToken.None);
            throw;
        }
    }

    private async Task TakeJobs(CancellationTokenSource end, CancellationToken ct)
    {
        while (true)
        {
            await _free.WaitAsync(ct);
            var places = 1;
            while (_free.Wait(0, CancellationToken.None))
                places++;

            IReadOnlyList<ClaimedJob> claimed = [];
            try
            {
                claimed = await store.Claim(_node, _queues, places, ct);
            }
            finally
            {
                if (places > claimed.Count)
                    _free.Release(places - claimed.Count);
            }

            foreach (var job in claimed)
                _ = Run(running.Add(job), end.Token);
            if (claimed.Count == 0)
                await signal.Wait(LookInterval, clock, ct);
        }
    }

    private async Task Run(RunningJob job, CancellationToken end)
    {
        try
        {
            if (await runner.Run(_node, job, end))
                Interlocked.Increment(ref _processed);
        }
        catch (Exception e)
        {
            // Nobody awaits this task: what is a bug must be seen, and must not cost the place.
            LogBug(logger, e, job.Job.Type, job.Job.Id);
        }
        finally
        {
            running.Remove(job);
            job.Dispose();
            _free.Release();

            // The next one of its key was passed over while this one ran.
            if (job.Job.HasKey)
                signal.Wake();
        }
    }

    private async Task KeepOrder(JobSeat seat, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookInterval, clock);
        var keptAt = clock.GetTimestamp() - clock.TimestampFrequency * (long)KeepInterval.TotalSeconds;
        int promoted;
        do
        {
            promoted = await store.Promote(ct);
            if (promoted > 0)
                signal.Wake();
            await PostponeMissed(ct);
            if (clock.GetElapsedTime(keptAt) < KeepInterval)
                continue;

            keptAt = clock.GetTimestamp();
            await seat.Touch(Interlocked.Read(ref _processed), clock.GetUtcNow(), ct);
            await CompareWithTable(ct);
            await Tell(await seat.BuryTheDead(store, ct), ct);
            await tallies.Store(store, ct);

            // All queues are also those that no type of this version names.
            if (settings.Queues is [])
                _queues = [.. types.Queues.Union(await store.WaitingQueues(ct))];
        }
        while (promoted == JobStore.PromoteMax || await timer.WaitForNextTickAsync(ct));
    }

    private async Task Tell(IReadOnlyList<AbandonedJob> abandoned, CancellationToken ct)
    {
        foreach (var job in abandoned)
        {
            LogAbandoned(logger, job.Type, job.Id, job.State.ToString());
            tallies.Count(job.State, clock.GetUtcNow());
            await runner.Push(job.UserId, new JobPushDto(job.Id, job.Type, job.State, 0, null), ct);
            signal.Wake();
        }
    }

    private async Task PostponeMissed(CancellationToken ct)
    {
        foreach (var job in await store.Missed(ct))
        {
            // One whose schedule cannot be read any more runs late, and its log says that it was the last time.
            var schedule = Schedule.Read(job.Series.Recurrence, clock);
            var until = schedule.Failed ? null : schedule.Value.After(clock.GetUtcNow());
            if (await store.Postpone(job, until ?? clock.GetUtcNow(), ct) > 0)
                LogMissed(logger, job.Type, job.Id, job.Series.PlannedAt, until ?? clock.GetUtcNow());
        }
    }

    /// <summary>
    /// Hears of cancellations whose announcement got lost, and passes on what was taken by a statement whose answer never arrived, or whose
    /// end could not be noted in any words.
    /// </summary>
    private async Task CompareWithTable(CancellationToken ct)
    {
        var unknown = new HashSet<Guid>();
        foreach (var (job, isUnwanted) in await store.Own(_node, ct))
        {
            if (isUnwanted)
                running.Cancel(job.Id);

            // At the first look it may just be on its way here, or to its end.
            if (running.Contains(job.Id))
                continue;
            if (_unknown.Contains(job.Id))
                await Tell(await store.PassOnLost(_node, job, ct), ct);
            unknown.Add(job.Id);
        }

        _unknown = unknown;
    }

    private async Task Drain(CancellationTokenSource end)
    {
        if (running.Count > 0)
            LogDraining(logger, running.Count, settings.Drain.TotalSeconds);
        await WaitForEnd(settings.Drain);
        running.ReleaseAll();
        await WaitForEnd(JobRunner.Grace + OutageDelay);
        await end.CancelAsync();
    }

    private async Task WaitForEnd(TimeSpan atMost)
    {
        var start = clock.GetTimestamp();
        while (running.Count > 0 && clock.GetElapsedTime(start) < atMost)
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Count} jobs have {Seconds} s to end")]
    private static partial void LogDraining(ILogger logger, int count, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The process that ran job {JobType} {JobId} died or lost it; the job is {State} now")]
    private static partial void LogAbandoned(ILogger logger, string jobType, Guid jobId, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody was there to run job {JobType} {JobId} at {PlannedAt:O}; it waits for {Until:O}")]
    private static partial void LogMissed(ILogger logger, string jobType, Guid jobId, DateTimeOffset plannedAt, DateTimeOffset until);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Job {JobType} {JobId} could not be run for a reason that nobody thought of")]
    private static partial void LogBug(ILogger logger, Exception exception, string jobType, Guid jobId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queue of jobs cannot be reached; they wait there")]
    private static partial void LogOutage(ILogger logger, Exception exception);
}
