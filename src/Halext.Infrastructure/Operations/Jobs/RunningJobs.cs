using System.Collections.Concurrent;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>Why a job's token was cancelled.</summary>
internal enum JobStop
{
    None,

    /// <summary>Somebody does not want it any more.</summary>
    Cancelled,

    /// <summary>This process ends, or has lost its jobs to others.</summary>
    Released,
}

/// <summary>An attempt that goes on in this process.</summary>
internal sealed class RunningJob(ClaimedJob job) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private bool _hasEnded;

    public ClaimedJob Job => job;

    public CancellationToken Token => _stop.Token;

    /// <summary>The first reason counts.</summary>
    public JobStop Reason { get; private set; }

    public void Stop(JobStop reason)
    {
        lock (_stop)
        {
            if (_hasEnded || Reason is not JobStop.None)
                return;
            Reason = reason;
            _stop.Cancel();
        }
    }

    public void Dispose()
    {
        lock (_stop)
        {
            _hasEnded = true;
            _stop.Dispose();
        }
    }
}

/// <summary>What this process is at.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<Guid, RunningJob> _jobs = new();

    public int Count => _jobs.Count;

    public bool Contains(Guid id) => _jobs.ContainsKey(id);

    public RunningJob Add(ClaimedJob job) => _jobs[job.Id] = new RunningJob(job);

    public void Remove(RunningJob job) => _jobs.TryRemove(new KeyValuePair<Guid, RunningJob>(job.Job.Id, job));

    public void Cancel(Guid id)
    {
        if (_jobs.TryGetValue(id, out var job))
            job.Stop(JobStop.Cancelled);
    }

    public void ReleaseAll()
    {
        foreach (var job in _jobs.Values)
            job.Stop(JobStop.Released);
    }
}
