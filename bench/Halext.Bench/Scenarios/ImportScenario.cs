using System.Diagnostics;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>A large file into an empty calendar, and the same file again; the first round meets a server that has just started.</summary>
internal static class ImportScenario
{
    private const int Events = 10_000;

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var halext = await HalextSite.Open(cluster, "bench_import", ct);
        var file = CalendarFiles.Events(Events);
        Console.WriteLine(FormattableString.Invariant($"  {file.Length / 1e6:0.0} MB"));
        var (fresh, again) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            var token = await HalextSite.Register(halext.Server, $"import{round}@example.com", ct);
            fresh.Add(await Import("imported", token));
            again.Add(await Import("unchanged", token));
            Console.WriteLine(FormattableString.Invariant($"  new {fresh[^1]:0.00} s   unchanged {again[^1]:0.00} s"));
        }

        var (now, peak) = halext.Server.Memory();
        Console.WriteLine(FormattableString.Invariant($"  RSS: {now:0} MB, at its highest {peak:0} MB"));
        return
        [
            new Finding($"import {Events:N0} events, slowest", fresh.Max(), 10, "s", IsLimit: true),
            new Finding("import them again, unchanged, slowest", again.Max(), 10, "s", IsLimit: true),
        ];

        async Task<double> Import(string outcome, string token)
        {
            var clock = Stopwatch.StartNew();
            var counts = await HalextSite.Import(halext.Server, token, file, ct);
            return counts.GetProperty(outcome).GetInt32() == Events
                ? clock.Elapsed.TotalSeconds
                : throw new BenchException($"not all events are {outcome}: {counts}");
        }
    }
}
