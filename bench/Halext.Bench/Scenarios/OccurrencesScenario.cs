using System.Text.Json;
using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>A month of a calendar that is nothing but series: almost as many occurrences as one answer holds.</summary>
internal static class OccurrencesScenario
{
    private const int Series = 2_000;

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var halext = await HalextSite.Open(cluster, "bench_occurrences", ct);
        await HalextSite.Import(halext.Server, halext.Token, CalendarFiles.Series(Series), ct);
        var month = Months.Of(halext.Server, CalendarFiles.Month);
        await CheckCount(month, halext.Token, ct);

        await Latency.Measure(month, halext.Token, clients: 1, options.WarmUpSeconds, ct);
        return
        [
            await Measure("one by one", clients: 1),
            await Measure("two at a time", clients: 2),
        ];

        async Task<Finding> Measure(string name, int clients)
        {
            var latency = await Latency.Measure(month, halext.Token, clients, options.Rounds * options.Seconds, ct);
            Console.WriteLine($"  {name,-22}{latency}");
            return new Finding($"month of {Series:N0} series, {name}, p95", latency.P95Milliseconds, 150, "ms", IsLimit: true);
        }
    }

    private static async Task CheckCount(Uri month, string token, CancellationToken ct)
    {
        using var answer = await Http.Get(month, token, ct);
        var json = await answer.Content.ReadAsByteArrayAsync(ct);
        using var list = JsonDocument.Parse(json);
        var count = list.RootElement.GetArrayLength();
        Console.WriteLine(FormattableString.Invariant($"  {count:N0} occurrences, {json.Length / 1e6:0.0} MB"));
        if (count is < 8_000 or >= 10_000)
            throw new BenchException($"{count} occurrences are not what is to be measured.");
    }
}
