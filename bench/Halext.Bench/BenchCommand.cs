using System.Runtime.InteropServices;
using Halext.Bench.Scenarios;
using Halext.Bench.Stage;
using Halext.Infrastructure.Common.PrivateCluster;

namespace Halext.Bench;

/// <summary>Runs the chosen scenarios on one throw-away cluster and sums up.</summary>
internal static class BenchCommand
{
    private const string Help =
        """
        halext bench [SCENARIO...] [--rounds=3] [--seconds=5] [--warm-up=15] [--strict]

        list             the task list: Halext beside a bare server
        create           a new task: Halext beside a bare server
        scale            the task list at 10,000 and at 1,000,000 tasks in the table
        occurrences      a month of a calendar with 2,000 series
        import           a file of 10,000 events, new and unchanged
        export           10,000 events as a file, and the memory that takes
        calendar-scale   a month at 10,000 and at 1,000,000 events in the table
        messages         a conversation of 1,000 and of 1,000,000 messages
        sockets          from the request that posts a message to its receipt by 100 sockets
        idle-sockets     the memory of 5,000 sockets on which nothing happens
        jobs             jobs that do nothing, alone and with 100,000 waiting
        reminders        the job of every minute with 100,000 series, and with 10,000 tasks due at once
        assistant        what is added to a model's answers, 200 streams, and clients that go away
        ready            from the start of the process to the first answer
        memory           the process after load

        Without names all of them run. --strict fails when a target is missed. See docs/performance.md.
        """;

    private static readonly Dictionary<string, Func<BenchCluster, BenchOptions, CancellationToken, Task<IReadOnlyList<Finding>>>> Scenarios = new()
    {
        ["list"] = ListScenario.Run,
        ["create"] = CreateScenario.Run,
        ["scale"] = ScaleScenario.Run,
        ["occurrences"] = OccurrencesScenario.Run,
        ["import"] = ImportScenario.Run,
        ["export"] = ExportScenario.Run,
        ["calendar-scale"] = CalendarScaleScenario.Run,
        ["messages"] = MessagesScenario.Run,
        ["sockets"] = SocketsScenario.Run,
        ["idle-sockets"] = IdleSocketsScenario.Run,
        ["jobs"] = JobsScenario.Run,
        ["reminders"] = RemindersScenario.Run,
        ["assistant"] = AssistantScenario.Run,
        ["ready"] = ReadyScenario.Run,
        ["memory"] = MemoryScenario.Run,
    };

    /// <returns>The exit code: 0 measured, 1 something broke or (with --strict) a target was missed, 2 wrong usage.</returns>
    public static async Task<int> Run(string[] args)
    {
        if (BenchOptions.Parse(args, Scenarios.Keys) is not { } options)
        {
            Console.WriteLine(Help);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        try
        {
            var findings = await Measure(options, stop.Token);
            return options.Strict && findings.Any(f => !f.IsReached) ? 1 : 0;
        }
        catch (Exception e) when (e is BenchException or PrivatePostgresException)
        {
            await Console.Error.WriteLineAsync("bench: " + e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("bench: stopped.");
            return 1;
        }
    }

    private static async Task<IReadOnlyList<Finding>> Measure(BenchOptions options, CancellationToken ct)
    {
        await using var cluster = await BenchCluster.Start(ct);
        Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {await cluster.Describe(ct)}");

        var findings = new List<Finding>();
        foreach (var name in options.Scenarios)
        {
            Console.WriteLine();
            Console.WriteLine(name);
            findings.AddRange(await Scenarios[name](cluster, options, ct));
        }

        Console.WriteLine();
        foreach (var finding in findings)
            Console.WriteLine(finding);
        return findings;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
}
