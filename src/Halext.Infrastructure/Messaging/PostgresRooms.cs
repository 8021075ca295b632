using System.Collections.Concurrent;
using Halext.Application.Messaging.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Halext.Infrastructure.Messaging;

/// <summary>
/// Keeps open rooms in a table that all nodes share. Each node renews its own; what nobody renews any more was open on a node that died, or
/// broke off, and its visitor is told of what may not have arrived.
/// </summary>
internal sealed partial class PostgresRooms(NpgsqlDataSource dataSource, IServiceScopeFactory scopes, TimeProvider clock, ILogger<PostgresRooms> logger)
    : BackgroundService, IRooms
{
    private const int ExpiredMax = 500;

    /// <summary>Also puts back what is missing, after a crash of PostgreSQL.</summary>
    private const string RenewSql =
        """
        INSERT INTO room_visits (id, conversation_id, user_id, seen_at)
        SELECT v.id, v.conversation_id, v.user_id, $4 FROM unnest($1, $2, $3) AS v (id, conversation_id, user_id)
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
        """;

    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, (int ConversationId, int UserId)> _open = new();

    /// <summary>A visit that is renewed while it ends must not come back, nor look as if it had been heard of just now.</summary>
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public async Task<IReadOnlyCollection<int>> WhoIsIn(int conversationId, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("SELECT DISTINCT user_id FROM room_visits WHERE conversation_id = $1 AND seen_at > $2");
        command.Parameters.Add(new NpgsqlParameter { Value = conversationId });
        command.Parameters.Add(new NpgsqlParameter { Value = ExpiredBefore });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var here = new HashSet<int>();
        while (await reader.ReadAsync(ct))
            here.Add(reader.GetInt32(0));
        return here;
    }

    public async Task<Guid> Enter(int conversationId, int userId, CancellationToken ct)
    {
        var visit = Guid.CreateVersion7();
        await Renew([new(visit, (conversationId, userId))], ct);
        _open[visit] = (conversationId, userId);
        return visit;
    }

    public Task Leave(Guid visit, CancellationToken ct) => End(visit, "DELETE FROM room_visits WHERE id = $1", null, ct);

    public Task Lose(Guid visit, DateTimeOffset lastHeard, CancellationToken ct) =>
        End(visit, "UPDATE room_visits SET seen_at = $2 WHERE id = $1", lastHeard, ct);

    /// <summary>Notes that what is open here is open still.</summary>
    internal async Task RenewAll(CancellationToken ct)
    {
        await _oneAtATime.WaitAsync(ct);
        try
        {
            await Renew([.. _open], ct);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _oneAtATime.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RenewInterval, clock);
        do
        {
            try
            {
                await RenewAll(stoppingToken);
                await EndExpired(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                LogNotRenewed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private DateTime ExpiredBefore => (clock.GetUtcNow() - IRooms.Lease).UtcDateTime;

    private async Task Renew(IReadOnlyCollection<KeyValuePair<Guid, (int ConversationId, int UserId)>> visits, CancellationToken ct)
    {
        if (visits.Count == 0)
            return;
        await using var command = dataSource.CreateCommand(RenewSql);
        command.Parameters.Add(new NpgsqlParameter { Value = visits.Select(v => v.Key).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = visits.Select(v => v.Value.ConversationId).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = visits.Select(v => v.Value.UserId).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>From here on nobody renews it: should the database not hear of the end, the visit expires.</summary>
    private async Task End(Guid visit, string sql, DateTimeOffset? seenAt, CancellationToken ct)
    {
        if (!_open.TryRemove(visit, out _))
            return;
        try
        {
            await _oneAtATime.WaitAsync(ct);
            try
            {
                await using var command = dataSource.CreateCommand(sql);
                command.Parameters.Add(new NpgsqlParameter { Value = visit });
                if (seenAt is { } time)
                    command.Parameters.Add(new NpgsqlParameter { Value = time.UtcDateTime });
                await command.ExecuteNonQueryAsync(ct);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or OperationCanceledException)
        {
            LogNotRenewed(logger, e);
        }
    }

    /// <summary>Tells first and deletes then, so that a node that dies in between is followed by another.</summary>
    private async Task EndExpired(CancellationToken ct)
    {
        foreach (var expired in await Expired(ct))
        {
            try
            {
                await EndExpired(expired, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogNotTold(logger, e, expired.ConversationId);
            }
        }
    }

    private async Task EndExpired((Guid Visit, int ConversationId, int UserId, DateTime SeenAt) expired, CancellationToken ct)
    {
        await using (var scope = scopes.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IRoomObserver>().VisitLost(
                expired.ConversationId, expired.UserId, expired.SeenAt, ct);
        }

        // Unless it is alive after all: its node was out of breath.
        await using var command = dataSource.CreateCommand("DELETE FROM room_visits WHERE id = $1 AND seen_at = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = expired.Visit });
        command.Parameters.Add(new NpgsqlParameter { Value = expired.SeenAt });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<(Guid Visit, int ConversationId, int UserId, DateTime SeenAt)>> Expired(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("SELECT id, conversation_id, user_id, seen_at FROM room_visits WHERE seen_at <= $1 LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter { Value = ExpiredBefore });
        command.Parameters.Add(new NpgsqlParameter { Value = ExpiredMax });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var expired = new List<(Guid, int, int, DateTime)>();
        while (await reader.ReadAsync(ct))
            expired.Add((reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetDateTime(3)));
        return expired;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Open rooms could not be noted yet; people may be told of messages that they see")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Somebody whose room of conversation {ConversationId} broke off could not be told of its messages yet")]
    private static partial void LogNotTold(ILogger logger, Exception exception, int conversationId);
}
