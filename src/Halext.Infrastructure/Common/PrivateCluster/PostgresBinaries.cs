using System.Diagnostics;
using System.Globalization;

namespace Halext.Infrastructure.Common.PrivateCluster;

/// <summary>The installed PostgreSQL server programs, and the user to run them as.</summary>
internal sealed class PostgresBinaries
{
    private const string Install =
        "PostgreSQL is not installed: 'apt-get install postgresql' (or your system's package), or set DATABASE_URL to a server that runs.";

    private static readonly string[] Users = ["postgres", "nobody"];

    private readonly string _directory;

    private PostgresBinaries(string directory, string? runAs)
    {
        _directory = directory;
        RunAs = runAs;
    }

    /// <summary>The user that the server runs as when Halext is root; null when it runs as Halext's own user.</summary>
    public string? RunAs { get; }

    /// <exception cref="PrivatePostgresException">There are none.</exception>
    public static PostgresBinaries Find()
    {
        var directory = Candidates().FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")))
            ?? throw new PrivatePostgresException(Install);
        return new PostgresBinaries(directory, Environment.IsPrivilegedProcess ? Users.First(UserExists) : null);
    }

    /// <summary>Where one of PostgreSQL's programs is; null when it is not installed. Its clients are often installed without the server.</summary>
    public static string? DirectoryOf(string program) => Candidates().FirstOrDefault(d => File.Exists(Path.Combine(d, program)));

    /// <summary>The command line for one of PostgreSQL's programs, or for a program given by its full path, as the server's user.</summary>
    public ProcessStartInfo Command(IReadOnlyList<string> arguments)
    {
        var program = Path.IsPathRooted(arguments[0]) ? arguments[0] : Path.Combine(_directory, arguments[0]);
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        if (RunAs is null)
        {
            start.FileName = program;
        }
        else
        {
            start.FileName = "setpriv";
            foreach (var argument in (string[])["--reuid", RunAs, "--regid", RunGroup(RunAs), "--clear-groups", "--", program])
                start.ArgumentList.Add(argument);
        }

        foreach (var argument in arguments.Skip(1))
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PG_BIN_DIR") is { Length: > 0 } set)
            yield return set;
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            // Debian keeps one directory per major version; the newest wins.
            var versions = Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : 0);
            foreach (var version in versions)
                yield return Path.Combine(version, "bin");
        }

        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            yield return directory;
    }

    private static bool UserExists(string user) => Entry("/etc/passwd", user) is not null;

    private static string RunGroup(string user) => Entry("/etc/passwd", user)!.Split(':')[3];

    private static string? Entry(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name + ':', StringComparison.Ordinal));
}
