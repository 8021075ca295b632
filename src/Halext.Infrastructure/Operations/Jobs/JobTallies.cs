using Halext.Domain.Operations;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>Counts how this node's attempts end, and adds that to the table now and then: a row per minute would not bear a write per job.</summary>
internal sealed class JobTallies
{
    private readonly Lock _lock = new();
    private Dictionary<int, (long Succeeded, long Failed)> _counts = [];

    /// <summary>An attempt ended, and its job is in this state now; back in the queue when the process died.</summary>
    public void Count(JobState state, DateTimeOffset at)
    {
        var (succeeded, failed) = state switch
        {
            JobState.Succeeded => (1, 0),
            JobState.Retrying or JobState.Dead or JobState.Queued => (0, 1),
            _ => (0, 0),
        };
        if (succeeded + failed > 0)
            Add(JobTally.MinuteOf(at), succeeded, failed);
    }

    /// <summary>Adds to the table what has been counted since the last time; what cannot be stored now is stored the next time.</summary>
    public async Task Store(JobStore store, CancellationToken ct)
    {
        Dictionary<int, (long Succeeded, long Failed)> counts;
        lock (_lock)
            (counts, _counts) = (_counts, []);
        if (counts.Count == 0)
            return;

        try
        {
            await store.AddTallies([.. counts.Select(c => new JobTally(c.Key, c.Value.Succeeded, c.Value.Failed))], ct);
        }
        catch
        {
            foreach (var (minute, (succeeded, failed)) in counts)
                Add(minute, succeeded, failed);
            throw;
        }
    }

    private void Add(int minute, long succeeded, long failed)
    {
        lock (_lock)
        {
            var (s, f) = _counts.GetValueOrDefault(minute);
            _counts[minute] = (s + succeeded, f + failed);
        }
    }
}
