using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>From the start of the process until /ready answers 200, on a PostgreSQL that runs and a schema that is up to date.</summary>
internal static class ReadyScenario
{
    private const int Starts = 5;

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        var connectionString = await cluster.CreateDatabase("bench_ready", ct);

        // Migrates; a deployment does that once, a start every time.
        await Start(cluster, connectionString, ct);

        var seconds = new List<double>();
        for (var i = 0; i < Starts; i++)
            seconds.Add(await Start(cluster, connectionString, ct));
        Console.WriteLine("  " + string.Join("  ", seconds.Select(s => FormattableString.Invariant($"{s:0.00} s"))));
        return [new Finding("ready after start, slowest of 5", seconds.Max(), 3, "s", IsLimit: true)];
    }

    private static async Task<double> Start(BenchCluster cluster, string connectionString, CancellationToken ct)
    {
        await using var server = await HalextSite.StartServer(cluster, connectionString, ct);
        return server.ReadyAfter.TotalSeconds;
    }
}
