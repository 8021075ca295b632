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

    /// <summary>Sets the limit anew, from now on.</summary>
    public void Move(TimeSpan limit) => _time.CancelAfter(limit);

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
