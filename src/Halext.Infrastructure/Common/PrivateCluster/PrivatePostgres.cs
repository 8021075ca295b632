using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Halext.Infrastructure.Common.PrivateCluster;

/// <summary>
/// A PostgreSQL server of Halext's own, for development and tests: made from the installed binaries, reachable on loopback with a random
/// password, and run as another user when started by root (PostgreSQL refuses to run as root).
/// </summary>
public sealed class PrivatePostgres
{
    private const string SuperUser = "halext";
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    private readonly string _directory;
    private readonly PostgresBinaries _binaries;
    private readonly string _password;
    private readonly int _port;

    private PrivatePostgres(string directory, PostgresBinaries binaries, string password, int port)
    {
        _directory = directory;
        _binaries = binaries;
        _password = password;
        _port = port;
    }

    /// <summary>Where the cluster's files are; not always below the data directory, see <see cref="ClusterDirectory"/>.</summary>
    public string Directory => _directory;

    /// <summary>Starts the cluster below <paramref name="dataDirectory"/>, making it first where there is none, and joins it where it runs already.</summary>
    /// <param name="dataDirectory">Halext's data directory; the caller holds its lock.</param>
    /// <param name="isThrowaway">For tests: trades safety against power loss for speed.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="PrivatePostgresException">PostgreSQL is not installed or does not start; the message says what to do.</exception>
    public static async Task<PrivatePostgres> Start(string dataDirectory, bool isThrowaway, CancellationToken ct)
    {
        var binaries = PostgresBinaries.Find();
        var directory = ClusterDirectory.For(dataDirectory, binaries);
        var passwordFile = PasswordFile(dataDirectory);
        if (!ClusterDirectory.IsInitialized(directory, binaries))
            await Initialize(directory, passwordFile, binaries, isThrowaway, ct);

        var password = (await File.ReadAllTextAsync(passwordFile, ct)).Trim();
        if (await RunningPort(directory, binaries, ct) is { } running)
            return new PrivatePostgres(directory, binaries, password, running);

        // Between finding a free port and using it somebody else may take it; then the next one is tried.
        const int attempts = 5;
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var result = await Run(binaries, StartArguments(directory, port, isThrowaway), ct);
            if (result.ExitCode == 0)
                return new PrivatePostgres(directory, binaries, password, port);
            if (attempt == attempts)
                throw new PrivatePostgresException($"PostgreSQL does not start; see {Path.Combine(directory, "server.log")}. {result.Output}");
        }
    }

    /// <summary>Whether a cluster was ever made for this data directory.</summary>
    public static bool Exists(string dataDirectory) => File.Exists(PasswordFile(dataDirectory));

    /// <summary>How to reach a database of this cluster.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = IPAddress.Loopback.ToString(),
            Port = _port,
            Username = SuperUser,
            Password = _password,
            Database = database,
            MaxPoolSize = 40,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            ApplicationName = "halext",
        }.ConnectionString;

    /// <summary>Makes the database unless it exists.</summary>
    public async Task EnsureDatabase(string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        exists.Parameters.Add(new NpgsqlParameter { Value = name });
        if (await exists.ExecuteScalarAsync(ct) is not null)
            return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
        await create.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Ends all sessions and shuts the server down; its data stays.</summary>
    public Task Stop() => Run(_binaries, ["pg_ctl", "stop", "-D", _directory, "-m", "fast", "-w"], CancellationToken.None);

    private static string PasswordFile(string dataDirectory) => Path.Combine(dataDirectory, "postgres_password");

    private static async Task Initialize(string directory, string passwordFile, PostgresBinaries binaries, bool isThrowaway, CancellationToken ct)
    {
        // Under another name until it is whole: an interrupted attempt must not pass for a cluster.
        var unfinished = directory + ".unfinished";
        if (System.IO.Directory.Exists(unfinished))
            System.IO.Directory.Delete(unfinished, recursive: true);
        ClusterDirectory.Create(unfinished, binaries);
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        await File.WriteAllTextAsync(passwordFile, password, ct);
        File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // initdb reads the password as the other user, who may not read our file: it gets a copy of its own for a moment.
        var copy = directory + ".pw";
        await File.WriteAllTextAsync(copy, password, ct);
        ClusterDirectory.GiveAway(copy, binaries);
        try
        {
            List<string> arguments =
            [
                "initdb", "-D", unfinished, "-U", SuperUser, "--pwfile", copy, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8",
            ];
            if (isThrowaway)
                arguments.Add("--no-sync");
            var result = await Run(binaries, arguments, ct);
            if (result.ExitCode != 0)
                throw new PrivatePostgresException($"initdb failed in {unfinished}: {result.Output}");
            System.IO.Directory.Move(unfinished, directory);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static List<string> StartArguments(string directory, int port, bool isThrowaway)
    {
        var options = new StringBuilder(
            string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories=''"));
        if (isThrowaway)
            options.Append(" -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=1000 -c shared_buffers=64MB");
        return ["pg_ctl", "start", "-D", directory, "-l", Path.Combine(directory, "server.log"), "-w", "-t", "30", "-o", options.ToString()];
    }

    /// <summary>The port of a server that runs on this directory already, say after its Halext was killed.</summary>
    private static async Task<int?> RunningPort(string directory, PostgresBinaries binaries, CancellationToken ct)
    {
        var status = await Run(binaries, ["pg_ctl", "status", "-D", directory], ct);
        if (status.ExitCode != 0)
            return null;

        // Line 4 of postmaster.pid is the port (PostgreSQL documentation, "Database File Layout").
        var lines = (await Run(binaries, ["/bin/cat", Path.Combine(directory, "postmaster.pid")], ct)).Output.Split('\n');
        return lines.Length > 3 && int.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<(int ExitCode, string Output)> Run(PostgresBinaries binaries, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(CommandTimeout);
        using var process = new Process { StartInfo = binaries.Command(arguments) };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, (await output + await errors).Trim());
    }
}

/// <summary>The private cluster cannot be used; the message says why and what to do about it.</summary>
public sealed class PrivatePostgresException(string message) : Exception(message);
