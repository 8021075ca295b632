using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>
/// Whether a month stays fast when the table grows: 100 events in it among 10,000 and among 1,000,000. Half of them are the user's own,
/// a hundred in every month.
/// </summary>
internal static class CalendarScaleScenario
{
    private const int Few = 10_000;
    private const int Many = 1_000_000;

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var small = await HalextSite.Open(cluster, "bench_calendar_small", ct);
        await using var large = await HalextSite.Open(cluster, "bench_calendar_large", ct);
        await small.Seed.AddEvents(HalextSite.UserId, CalendarFiles.Month, Few, ct);
        await large.Seed.AddEvents(HalextSite.UserId, CalendarFiles.Month, Many, ct);
        var path = Months.Path(CalendarFiles.Month);
        var (yardstick, challenger) = (small.Target("10,000 events", path, "list.lua"), large.Target("1,000,000 events", path, "list.lua"));
        await Agreement.OnCount(Seed.EventsInMonth, [yardstick, challenger], ct);
        return [new Finding("month at 1,000,000 events, of 10,000", await Duel.Run(yardstick, challenger, options, ct), 0.8)];
    }
}
