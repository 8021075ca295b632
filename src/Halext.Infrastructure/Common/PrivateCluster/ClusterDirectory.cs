using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Halext.Infrastructure.Common.PrivateCluster;

/// <summary>Where the cluster's files lie, and who they belong to.</summary>
internal static class ClusterDirectory
{
    /// <summary>For clusters of root whose data directory the server's user cannot enter, say below /root.</summary>
    private const string Fallback = "/var/lib/halext";

    public static string For(string dataDirectory, PostgresBinaries binaries)
    {
        Directory.CreateDirectory(dataDirectory);
        if (binaries.RunAs is null || CanEnter(dataDirectory, binaries))
            return Path.Combine(dataDirectory, "postgres");

        Directory.CreateDirectory(Fallback);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..16];
        return Path.Combine(Fallback, name);
    }

    public static bool IsInitialized(string directory, PostgresBinaries binaries) =>
        Ask(binaries, "/usr/bin/test", "-s", Path.Combine(directory, "PG_VERSION"));

    public static void Create(string directory, PostgresBinaries binaries)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        GiveAway(directory, binaries);
    }

    /// <summary>Makes the server's user the owner.</summary>
    public static void GiveAway(string path, PostgresBinaries binaries)
    {
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) & ~(UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        if (binaries.RunAs is not null)
            Run(new ProcessStartInfo("chown") { ArgumentList = { $"{binaries.RunAs}:", path } });
    }

    private static bool CanEnter(string directory, PostgresBinaries binaries) => Ask(binaries, "/usr/bin/test", "-x", directory);

    private static bool Ask(PostgresBinaries binaries, params string[] question) => Run(binaries.Command(question)) == 0;

    private static int Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
