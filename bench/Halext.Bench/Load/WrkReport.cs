namespace Halext.Bench.Load;

/// <summary>What one run of wrk saw.</summary>
internal sealed record WrkReport(double RequestsPerSecond, double P50Milliseconds, double P99Milliseconds)
{
    public override string ToString() =>
        FormattableString.Invariant($"{RequestsPerSecond,9:0.0} requests/s   p50 {P50Milliseconds,7:0.00} ms   p99 {P99Milliseconds,7:0.00} ms");
}
