using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>A new task with one or two labels: Halext beside the bare server, into the same tables.</summary>
internal static class CreateScenario
{
    private const string Path = "/tasks/";

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var halext = await HalextSite.Open(cluster, "bench_create", ct);
        await halext.Seed.AddTasks(HalextSite.UserId, Seed.TasksOfUser, ct);
        await using var bare = await BareSite.Open(cluster, halext.Seed.ConnectionString, ct);
        var (yardstick, challenger) = (bare.Target(Path, "create.lua"), halext.Target("halext", Path, "create.lua"));
        await Agreement.OnCreate(yardstick, challenger, ct);

        var ratio = await Duel.Run(yardstick, challenger, options, ct);
        Memory.Print(bare.Server, halext.Server);
        return [new Finding("create task, of bare", ratio, 0.50)];
    }
}
