using System.Globalization;
using Halext.Domain.Operations;
using Halext.Infrastructure.Common.Configuration;
using Npgsql;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>
/// A node's place among the workers: a row, and a lock that lasts as long as its connection. Who can take a node's lock knows that the node
/// is dead, at once when its process was killed, and after half a minute when its machine vanished; no clock has a say in it.
/// </summary>
internal sealed class JobSeat : IAsyncDisposable
{
    /// <summary>The rows of nodes whose lock is held: who is alive is told by the database, whether or not anybody is left to bury the dead.</summary>
    public const string LiveNodesSql =
        $"""
        SELECT * FROM job_nodes WHERE {LockKey} IN (
            SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
            WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        """;

    private const string LockKey = "hashtextextended('job node ' || id, 0)";

    private readonly NpgsqlConnection _connection;
    private readonly Guid _node;
    private HashSet<Guid> _seenDead = [];

    private JobSeat(NpgsqlConnection connection, Guid node, bool isNew) => (_connection, _node, IsNew) = (connection, node, isNew);

    /// <summary>Whether the node was not on the list: what it ran before, if anything, was passed on to others.</summary>
    public bool IsNew { get; }

    public static async Task<JobSeat> Take(NpgsqlDataSource dataSource, Guid node, JobSettings settings, TimeProvider clock, CancellationToken ct)
    {
        var connection = await dataSource.OpenConnectionAsync(ct);
        try
        {
            await Run(connection, "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3", ct);

            // Waits for who is about to bury this node, and sees the row gone then.
            await Run(connection, $"SELECT pg_advisory_lock({LockKey}) FROM (SELECT $1::uuid AS id) AS node", ct, node);
            var name = string.Create(CultureInfo.InvariantCulture, $"{settings.Name}@{Environment.MachineName}:{Environment.ProcessId}");
            var isNew = (bool)(await Run(
                connection,
                """
                INSERT INTO job_nodes (id, name, queues, concurrency, started_at, seen_at, processed) VALUES ($1, $2, $3, $4, $5, $5, 0)
                ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at RETURNING xmax = 0
                """,
                ct, node, name, settings.Queues is [] ? JobNode.AllQueues : string.Join(',', settings.Queues), settings.Concurrency, clock.GetUtcNow().UtcDateTime))!;
            return new JobSeat(connection, node, isNew);
        }
        catch
        {
            await Close(connection);
            throw;
        }
    }

    /// <summary>Says that the node is at its work; fails when the connection, and with it the lock, is lost.</summary>
    public Task Touch(long processed, DateTimeOffset now, CancellationToken ct) =>
        Run(_connection, "UPDATE job_nodes SET seen_at = $2, processed = $3 WHERE id = $1", ct, _node, now.UtcDateTime, processed);

    /// <summary>
    /// Passes on the jobs of nodes that were dead at two looks in a row: one that has only lost its connection is back before the second.
    /// So it does with jobs whose node is gone altogether.
    /// </summary>
    public async Task<IReadOnlyList<AbandonedJob>> BuryTheDead(JobStore store, CancellationToken ct)
    {
        await using var transaction = await _connection.BeginTransactionAsync(ct);
        var dead = new HashSet<Guid>();
        await using (var command = new NpgsqlCommand($"SELECT id FROM job_nodes WHERE id <> $1 AND pg_try_advisory_xact_lock({LockKey})", _connection)
        {
            Parameters = { new() { Value = _node } },
        })
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                dead.Add(reader.GetGuid(0));
        }

        var toBury = dead.Where(_seenDead.Contains).ToArray();
        _seenDead = dead;
        var abandoned = await store.Bury(_connection, toBury, ct);
        await transaction.CommitAsync(ct);
        return abandoned;
    }

    /// <summary>Takes the node off the list; it runs nothing any more.</summary>
    public Task Leave(CancellationToken ct) => Run(_connection, "DELETE FROM job_nodes WHERE id = $1", ct, _node);

    public async ValueTask DisposeAsync() => await Close(_connection);

    private static async Task Close(NpgsqlConnection connection)
    {
        // Back in the pool it would keep the lock.
        NpgsqlConnection.ClearPool(connection);
        await connection.DisposeAsync();
    }

    private static async Task<object?> Run(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteScalarAsync(ct);
    }
}
