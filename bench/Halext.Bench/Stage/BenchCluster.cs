using System.Globalization;
using Halext.Infrastructure.Common.PrivateCluster;
using Npgsql;

namespace Halext.Bench.Stage;

/// <summary>A PostgreSQL of the bench's own, with the settings that PostgreSQL comes with: whoever commits waits for the disk.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private readonly PrivatePostgres _postgres;

    private BenchCluster(string directory, PrivatePostgres postgres)
    {
        Directory = directory;
        _postgres = postgres;
    }

    /// <summary>For the files of this run; deleted at its end.</summary>
    public string Directory { get; }

    public static async Task<BenchCluster> Start(CancellationToken ct)
    {
        // Not below /tmp, which is memory on many systems: writing would cost nothing there.
        var directory = Path.Combine("/var/tmp", "halext-bench-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        System.IO.Directory.CreateDirectory(directory);
        try
        {
            return new BenchCluster(directory, await PrivatePostgres.Start(directory, isThrowaway: false, ct));
        }
        catch
        {
            System.IO.Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <summary>Makes a database and returns how to reach it.</summary>
    public async Task<string> CreateDatabase(string name, CancellationToken ct)
    {
        await _postgres.EnsureDatabase(name, ct);
        return _postgres.ConnectionString(name);
    }

    public async Task DropDatabase(string name, CancellationToken ct)
    {
        await using var dataSource = NpgsqlDataSource.Create(_postgres.ConnectionString("postgres"));
        await using var drop = dataSource.CreateCommand($"DROP DATABASE \"{name}\" WITH (FORCE)");
        await drop.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What the figures depend on: the server's version, and whether and where it writes for good.</summary>
    public async Task<string> Describe(CancellationToken ct)
    {
        await using var dataSource = NpgsqlDataSource.Create(_postgres.ConnectionString("postgres"));
        await using var command = dataSource.CreateCommand(
            "SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')");
        return $"{await command.ExecuteScalarAsync(ct)} on {new DriveInfo(Directory).DriveFormat}";
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.Stop();
        System.IO.Directory.Delete(_postgres.Directory, recursive: true);
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
    }
}
