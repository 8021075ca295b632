using System.Diagnostics;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>
/// A large calendar as a file, from a server that has done nothing else. It streams, so ten times the events must not take more memory;
/// small calendars are exported ten times as often, so that the garbage of both is the same.
/// </summary>
internal static class ExportScenario
{
    private const int Few = 1_000;
    private const int Many = 10_000;
    private const int Exports = 5;

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var halext = await HalextSite.Open(cluster, "bench_export", ct);
        var many = await Fill(halext.Server, "many@example.com", Many, ct);
        var few = await Fill(halext.Server, "few@example.com", Few, ct);

        await using var server = await HalextSite.StartServer(cluster, halext.Seed.ConnectionString, ct);
        var url = new Uri(server.Url, "/calendar/export.ics");
        for (var i = 0; i < Exports * Many / Few; i++)
            await Http.Drain(url, few, ct);
        var (_, peakOfFew) = server.Memory();

        var seconds = new List<double>();
        var length = 0L;
        for (var i = 0; i < Exports; i++)
        {
            var clock = Stopwatch.StartNew();
            length = await Http.Drain(url, many, ct);
            seconds.Add(clock.Elapsed.TotalSeconds);
        }

        var (_, peakOfMany) = server.Memory();
        Console.WriteLine(FormattableString.Invariant($"  {length / 1e6:0.0} MB in {string.Join("  ", seconds.Select(s => s.ToString("0.00", null)))} s"));
        Console.WriteLine(FormattableString.Invariant($"  RSS at its highest: {peakOfFew:0} MB after {Few:N0} at a time, {peakOfMany:0} MB after {Many:N0}"));
        return
        [
            new Finding($"export {Many:N0} events, slowest of {Exports}", seconds.Max(), 3, "s", IsLimit: true),
            new Finding($"memory of {Many:N0} beyond that of {Few:N0}", peakOfMany - peakOfFew, 30, "MB", IsLimit: true),
        ];
    }

    private static async Task<string> Fill(ServerProcess server, string email, int events, CancellationToken ct)
    {
        var token = await HalextSite.Register(server, email, ct);
        await HalextSite.Import(server, token, CalendarFiles.Events(events), ct);
        return token;
    }
}
