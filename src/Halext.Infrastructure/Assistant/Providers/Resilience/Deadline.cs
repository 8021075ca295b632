using Halext.Application.Assistant;

namespace Halext.Infrastructure.Assistant.Providers.Resilience;

/// <summary>A time limit that can be moved, beside the caller's own wish to stop.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _either;

    public Deadline(TimeProvider clock, TimeSpan limit, CancellationToken caller)
    {
        _caller = caller;
        _time = new CancellationTokenSource(limit, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _time.Token);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Waits for an answer, but no longer than this.</summary>
    /// <exception cref="ProviderException">It does not come in time.</exception>
    public static async Task<T> Within<T>(TimeProvider clock, TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var deadline = new Deadline(clock, limit, ct);
        try
        {
            return await work(deadline.Token);
        }
        catch (Exception e) when (deadline.IsOver(e))
        {
            throw NoAnswer();
        }
    }

    /// <summary>Sets the limit anew, from now on.</summary>
    public void Move(TimeSpan limit) => _time.CancelAfter(limit);

    /// <summary>Nothing is waited for until the limit is moved.</summary>
    public void Suspend() => _time.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Whether this is the end of the time, and not that the caller stopped.</summary>
    public bool IsOver(Exception e) => e is OperationCanceledException && _time.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>The time is over before anything came.</summary>
    public static ProviderException NoAnswer() =>
        new(ProviderFailure.Unreachable, "The provider does not answer in time.", new TimeoutException());

    public void Dispose()
    {
        _either.Dispose();
        _time.Dispose();
    }
}
