using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Halext.Bench.Load;

/// <summary>Runs wrk: 16 connections that each send the next request when they have the answer to the last.</summary>
internal static class Wrk
{
    private const int Connections = 16;

    private static readonly string ScriptDirectory = Path.Combine(AppContext.BaseDirectory, "wrk");

    /// <summary>Loads <paramref name="target"/> for some seconds.</summary>
    /// <exception cref="BenchException">wrk is not installed, or not every answer was a success.</exception>
    public static async Task<WrkReport> Run(Target target, int seconds, CancellationToken ct)
    {
        using var wrk = Start(target, seconds);
        try
        {
            var output = await wrk.StandardOutput.ReadToEndAsync(ct);
            await wrk.WaitForExitAsync(ct);
            return Parse(output) ?? throw new BenchException($"wrk did not report: {output}");
        }
        finally
        {
            if (!wrk.HasExited)
                wrk.Kill();
        }
    }

    private static Process Start(Target target, int seconds)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true, WorkingDirectory = ScriptDirectory };
        string[] arguments =
        [
            "--threads", "1",
            "--connections", Connections.ToString(CultureInfo.InvariantCulture),
            "--duration", seconds.ToString(CultureInfo.InvariantCulture) + "s",
            "--latency",
            "--script", target.Script,
            target.Url.AbsoluteUri,
            "--", target.Token,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new BenchException("wrk is not installed: 'apt-get install wrk' (or your system's package).");
        }
    }

    /// <summary>Reads the line that wrk/report.lua writes.</summary>
    private static WrkReport? Parse(string output)
    {
        var line = output.Split('\n').FirstOrDefault(l => l.StartsWith("REPORT ", StringComparison.Ordinal));
        if (line is null)
            return null;

        var numbers = line.Split(' ').Skip(1).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        var (requests, microseconds, p50, p99, failures) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        if (failures > 0 || requests == 0)
            throw new BenchException($"{failures} of {requests} requests failed: figures of failures are worth nothing.");
        return new WrkReport(requests / microseconds * 1e6, p50 / 1000, p99 / 1000);
    }
}
