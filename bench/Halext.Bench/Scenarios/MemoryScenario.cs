using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>What the process occupies after reading and writing under load for a while.</summary>
internal static class MemoryScenario
{
    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var halext = await HalextSite.Open(cluster, "bench_memory", ct);
        await halext.Seed.AddTasks(HalextSite.UserId, Seed.TasksOfUser, ct);
        var (atStart, _) = halext.Server.Memory();
        for (var round = 0; round < options.Rounds; round++)
        {
            await Wrk.Run(halext.Target("create", "/tasks/", "create.lua"), options.Seconds, ct);
            await Wrk.Run(halext.Target("list", "/tasks/", "list.lua"), options.Seconds, ct);
        }

        var (now, peak) = halext.Server.Memory();
        Console.WriteLine(FormattableString.Invariant($"  ready {atStart:0} MB   after load {now:0} MB   at its highest {peak:0} MB"));
        return [new Finding("memory (RSS) after load", now, 250, "MB", IsLimit: true)];
    }
}
