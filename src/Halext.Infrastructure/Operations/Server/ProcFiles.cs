using System.Globalization;
using Halext.Application.Operations.Server;

namespace Halext.Infrastructure.Operations.Server;

/// <summary>Reads the texts under <c>/proc</c> (proc(5)).</summary>
internal static class ProcFiles
{
    /// <summary>Clock ticks since the start, of all processors: in all, and doing nothing or waiting for a disk.</summary>
    internal readonly record struct CpuTimes(long Total, long Idle)
    {
        /// <summary>Percent of the time since <paramref name="earlier"/> in which processors worked.</summary>
        public double BusySince(CpuTimes earlier)
        {
            var (total, idle) = (Total - earlier.Total, Idle - earlier.Idle);
            return total <= 0 ? 0 : Math.Round(Math.Clamp(100.0 * (total - idle) / total, 0, 100), 1);
        }
    }

    /// <summary>The first line of <c>/proc/stat</c>: user, nice, system, idle, iowait, irq, softirq, steal. Guests' time is in user's already.</summary>
    public static CpuTimes ReadCpu(string stat)
    {
        var ticks = stat.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number).ToArray();
        return new CpuTimes(ticks.Sum(), ticks.Skip(3).Take(2).Sum());
    }

    /// <summary><c>/proc/meminfo</c>, in kibibytes.</summary>
    public static Capacity ReadMemory(string memInfo)
    {
        var (total, available) = (Kibibytes(memInfo, "MemTotal:"), Kibibytes(memInfo, "MemAvailable:"));
        return new Capacity(total, total - available, available);
    }

    public static LoadAverage ReadLoad(string loadAvg)
    {
        var words = loadAvg.Split(' ');
        return new LoadAverage(Fraction(words[0]), Fraction(words[1]), Fraction(words[2]));
    }

    /// <summary>Seconds since the machine started.</summary>
    public static double ReadUptime(string uptime) => Fraction(uptime.Split(' ')[0]);

    private static long Kibibytes(string memInfo, string name) =>
        memInfo.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? Number(line[name.Length..].Trim().Split(' ')[0]) * 1024
            : 0;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static double Fraction(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
