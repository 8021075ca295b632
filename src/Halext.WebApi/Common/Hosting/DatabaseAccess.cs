using System.Net.Sockets;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.PrivateCluster;
using Npgsql;

namespace Halext.WebApi.Common.Hosting;

/// <summary>A database that answers: the operator's, or the private cluster of a development server.</summary>
internal sealed class DatabaseAccess : IAsyncDisposable
{
    private const string PrivateDatabase = "halext";

    private readonly PrivatePostgres? _cluster;
    private readonly DataDirectoryLock? _lock;

    private DatabaseAccess(string connectionString, PrivatePostgres? cluster, DataDirectoryLock? directoryLock)
    {
        ConnectionString = connectionString;
        _cluster = cluster;
        _lock = directoryLock;
    }

    public string ConnectionString { get; }

    /// <summary>Where the private cluster's files are; null for the operator's own database.</summary>
    public string? ClusterDirectory => _cluster?.Directory;

    /// <summary>For the server: it owns the private cluster, and stops it when it ends.</summary>
    /// <exception cref="ConfigurationException">The operator's database does not answer.</exception>
    /// <exception cref="PrivatePostgresException">The private cluster cannot be used, or another server uses it.</exception>
    public static Task<DatabaseAccess> OpenForServer(HalextSettings settings, CancellationToken ct) =>
        Open(settings, DataDirectoryLock.Take, ct);

    /// <summary>For commands: joins the private cluster of a server that runs, or starts it for as long as the command takes.</summary>
    public static Task<DatabaseAccess> OpenForCommand(HalextSettings settings, CancellationToken ct) =>
        Open(settings, directory => DataDirectoryLock.TryTake(directory), ct);

    public async ValueTask DisposeAsync()
    {
        if (_lock is null)
            return;
        await _cluster!.Stop();
        _lock.Dispose();
    }

    private static async Task<DatabaseAccess> Open(HalextSettings settings, Func<string, DataDirectoryLock?> takeLock, CancellationToken ct)
    {
        if (settings.ConnectionString is { } connectionString)
        {
            await Check(connectionString, ct);
            return new DatabaseAccess(connectionString, null, null);
        }

        var directoryLock = takeLock(settings.DataDirectory);
        try
        {
            var cluster = await PrivatePostgres.Start(settings.DataDirectory, isThrowaway: false, ct);
            await cluster.EnsureDatabase(PrivateDatabase, ct);
            return new DatabaseAccess(cluster.ConnectionString(PrivateDatabase), cluster, directoryLock);
        }
        catch
        {
            directoryLock?.Dispose();
            throw;
        }
    }

    private static async Task Check(string connectionString, CancellationToken ct)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(ct);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            var reason = e is PostgresException postgres ? postgres.MessageText : e.InnerException?.Message ?? e.Message;
            throw new ConfigurationException([$"DATABASE_URL cannot be used: {target.Host}:{target.Port}/{target.Database}: {reason}"]);
        }
    }
}
