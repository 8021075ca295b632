namespace Halext.Application.Operations.Server;

/// <summary>How the machine is doing. Measured in the background every few seconds, so that asking costs nothing and never waits.</summary>
public interface IMachine
{
    MachineSample Latest { get; }
}

/// <summary>One measurement.</summary>
/// <param name="CpuPercent">0 to 100, of all cores, since the previous measurement; the first is since the machine started.</param>
/// <param name="Load">Runnable processes on average over 1, 5 and 15 minutes.</param>
/// <param name="Memory">Bytes. What can be given to programs without swapping counts as free.</param>
/// <param name="Disk">Bytes, of the file system that the data directory is on.</param>
/// <param name="UptimeSeconds">Since the machine started.</param>
public sealed record MachineSample(double CpuPercent, LoadAverage Load, Capacity Memory, Capacity Disk, double UptimeSeconds);

public sealed record LoadAverage(double One, double Five, double Fifteen);

/// <summary>A measure of room, in bytes.</summary>
public sealed record Capacity(long Total, long Used, long Free)
{
    /// <summary>0 to 100, of what this process could ever use: what is reserved for others is in neither part.</summary>
    public double Percent => Used + Free > 0 ? Math.Round(100.0 * Used / (Used + Free), 1) : 0;
}

/// <summary>What this process has answered since it started.</summary>
public interface ITraffic
{
    long Requests { get; }

    /// <summary>Milliseconds; 0 before the first request.</summary>
    double AverageMilliseconds { get; }
}

/// <summary>The process that this is.</summary>
public interface IServerProcess
{
    /// <summary>Whether somebody starts it again when it ends.</summary>
    bool IsSupervised { get; }

    TimeSpan Uptime { get; }

    /// <summary>Begins a clean stop in a moment, when the answer to the present request is out. Its exit code says that it wants to run again.</summary>
    void StopSoon();
}

/// <summary>How important a line of the log is.</summary>
public enum LogSeverity
{
    Info,
    Warning,
    Error,
}

/// <summary>The last lines that this process logged and, where the machine keeps them, those of the processes before it.</summary>
public interface IRecentLogs
{
    /// <param name="atLeast">Nothing less important than this; null for everything.</param>
    /// <param name="limit">How many at the most: the newest.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>Oldest first.</returns>
    Task<IReadOnlyList<string>> Read(LogSeverity? atLeast, int limit, CancellationToken ct);
}

/// <summary>Something that this process remembers only in order to be faster.</summary>
public interface IClearableCache
{
    /// <returns>How many things were forgotten.</returns>
    int Clear();
}

/// <summary>What administrators of databases do.</summary>
public interface IDatabaseMaintenance
{
    /// <summary>Applies the migrations that the database lacks.</summary>
    /// <returns>Their names.</returns>
    Task<IReadOnlyList<string>> Migrate(CancellationToken ct);

    /// <summary>Builds every index of the product's tables anew, while they are in use, and removes what an earlier attempt left unfinished.</summary>
    /// <param name="report">Hears how many of how many tables are done.</param>
    /// <param name="ct">Ends it between two tables, or in the middle of one, whose old indexes then stay.</param>
    /// <returns>How many tables.</returns>
    Task<int> RebuildIndexes(Action<int, int, string> report, CancellationToken ct);
}
