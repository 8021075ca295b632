using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>Whether the list stays fast when the table grows: 50 tasks of one user among 10,000 and among 1,000,000.</summary>
internal static class ScaleScenario
{
    private const int Few = 10_000;
    private const int Many = 1_000_000;

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var small = await HalextSite.Open(cluster, "bench_small", ct);
        await using var large = await HalextSite.Open(cluster, "bench_large", ct);
        await Fill(small, Few, ct);
        await Fill(large, Many, ct);
        var (yardstick, challenger) = (small.Target("10,000 tasks", "/tasks/", "list.lua"), large.Target("1,000,000 tasks", "/tasks/", "list.lua"));
        await Agreement.OnCount(Seed.TasksOfUser, [yardstick, challenger], ct);
        var ratio = await Duel.Run(yardstick, challenger, options, ct);

        const string owner = "prolific@example.com";
        var prolific = large.Target("1,000,000 of one user", $"/tasks/?limit={Seed.TasksOfUser}", "list.lua") with
        {
            Token = await HalextSite.Register(large.Server, owner, ct),
        };
        await large.Seed.AddTasks(await large.Seed.UserId(owner, ct), Many, ct);
        await Agreement.OnCount(Seed.TasksOfUser, [prolific], ct);
        var ratioOfOne = await Duel.Run(yardstick, prolific, options, ct);
        return
        [
            new Finding("list at 1,000,000 tasks, of 10,000", ratio, 0.8),
            new Finding("list at 1,000,000 of one user, of 10,000", ratioOfOne, 0.8),
        ];
    }

    private static async Task Fill(HalextSite site, int total, CancellationToken ct)
    {
        await site.Seed.AddTasks(HalextSite.UserId, Seed.TasksOfUser, ct);
        await site.Seed.FillTable(total, ct);
    }
}
