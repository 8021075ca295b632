namespace Halext.Domain.Operations;

/// <summary>
/// How long a job that failed waits: first · 2ⁿ⁻¹ after the n-th failure, at most <paramref name="Max"/>, and of that a random share between
/// 80 % and 120 %, so that what failed together does not come again together.
/// </summary>
/// <param name="First">After the first failure.</param>
/// <param name="Max">The longest, before the random share.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Max)
{
    private const double Spread = 0.2;

    /// <param name="failures">How often it has failed, from 1.</param>
    /// <param name="random">From 0 to 1.</param>
    public TimeSpan Delay(int failures, double random)
    {
        var seconds = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Max(0, failures - 1)), Max.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (1 - Spread + (2 * Spread * random)));
    }
}
