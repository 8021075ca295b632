namespace Halext.Bench.Load;

/// <summary>Two targets under the same load in turns, so that what else the machine does meets both.</summary>
internal static class Duel
{
    /// <summary>Prints every round.</summary>
    /// <returns>The median, over the rounds, of <paramref name="challenger"/>'s requests per second divided by <paramref name="yardstick"/>'s.</returns>
    public static async Task<double> Run(Target yardstick, Target challenger, BenchOptions options, CancellationToken ct)
    {
        await Wrk.Run(yardstick, options.WarmUpSeconds, ct);
        await Wrk.Run(challenger, options.WarmUpSeconds, ct);

        var ratios = new List<double>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            var a = await Round(yardstick, options, ct);
            var b = await Round(challenger, options, ct);
            ratios.Add(b.RequestsPerSecond / a.RequestsPerSecond);
        }

        var median = Median(ratios);
        Console.WriteLine(FormattableString.Invariant(
            $"  {challenger.Name} / {yardstick.Name}: {string.Join("  ", ratios.Select(r => r.ToString("0.00", null)))}   median {median:0.00}"));
        return median;
    }

    private static async Task<WrkReport> Round(Target target, BenchOptions options, CancellationToken ct)
    {
        var report = await Wrk.Run(target, options.Seconds, ct);
        Console.WriteLine($"  {target.Name,-22}{report}");
        return report;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
