using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>A user's 50 tasks: Halext beside the bare server, on the same rows.</summary>
internal static class ListScenario
{
    private const string Path = "/tasks/";

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var halext = await HalextSite.Open(cluster, "bench_list", ct);
        await halext.Seed.AddTasks(HalextSite.UserId, Seed.TasksOfUser, ct);
        await using var bare = await BareSite.Open(cluster, halext.Seed.ConnectionString, ct);
        var (yardstick, challenger) = (bare.Target(Path, "list.lua"), halext.Target("halext", Path, "list.lua"));
        await Agreement.OnList(yardstick, challenger, ct);

        var ratio = await Duel.Run(yardstick, challenger, options, ct);
        Memory.Print(bare.Server, halext.Server);
        return [new Finding("list tasks, of bare", ratio, 0.60)];
    }
}
