using System.Globalization;

namespace Halext.WebApi.Common.Hosting;

/// <summary>Finds out who listens on a TCP port of this machine (Linux: /proc).</summary>
internal static class PortHolder
{
    private const string ListenState = "0A";

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>"process 1234 (dotnet)", "another process" where its owner may not be read, or null when the port is free.</summary>
    public static string? Find(int port)
    {
        var inodes = Tables.Where(File.Exists).SelectMany(table => Listeners(table, port)).ToHashSet();
        if (inodes.Count == 0)
            return null;

        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            if (Holds(process, inodes))
                return $"process {Path.GetFileName(process)} ({Name(process)})";
        }

        return "another process";
    }

    // Columns of /proc/net/tcp: slot, local address:port in hex, remote, state, queues, timer, retransmits, uid, timeout, inode (proc(5)).
    private static IEnumerable<string> Listeners(string table, int port) =>
        File.ReadLines(table).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > 9 && columns[3] == ListenState
                && int.Parse(columns[1].AsSpan(columns[1].IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port)
            .Select(columns => $"socket:[{columns[9]}]");

    private static bool Holds(string process, HashSet<string> inodes)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(fd => new FileInfo(fd).LinkTarget is { } target && inodes.Contains(target));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Another user's process, or one that just ended.
            return false;
        }
    }

    private static string Name(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (IOException)
        {
            return "ended";
        }
    }
}
