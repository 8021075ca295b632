using System.Diagnostics;
using Halext.Bench.Stage;

namespace Halext.Bench.Load;

/// <summary>How long whole answers take, for requests whose length counts rather than their number.</summary>
internal sealed record Latency(int Requests, double P50Milliseconds, double P95Milliseconds)
{
    /// <summary>Asks with some clients at once, each sending the next request when it has the last byte of the answer to the last.</summary>
    /// <exception cref="BenchException">Not every answer was a success.</exception>
    public static async Task<Latency> Measure(Uri url, string token, int clients, int seconds, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var end = TimeSpan.FromSeconds(seconds);
        var times = (await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(Client, ct)))).SelectMany(t => t).Order().ToList();
        return new Latency(times.Count, Percentile(0.50), Percentile(0.95));

        async Task<List<double>> Client()
        {
            var own = new List<double>();
            while (clock.Elapsed < end)
            {
                var start = clock.Elapsed;
                await Http.Drain(url, token, ct);
                own.Add((clock.Elapsed - start).TotalMilliseconds);
            }

            return own;
        }

        double Percentile(double part) => times[(int)Math.Ceiling(part * times.Count) - 1];
    }

    public override string ToString() =>
        FormattableString.Invariant($"{Requests,6} requests   p50 {P50Milliseconds,7:0.0} ms   p95 {P95Milliseconds,7:0.0} ms");
}
