using Halext.Application.Operations.Outbox;
using Halext.Infrastructure.Common.Outbox;
using Npgsql;

namespace Halext.Infrastructure.Operations;

/// <summary>The parked entries of the outbox.</summary>
internal sealed class ParkedOutbox(NpgsqlDataSource dataSource, OutboxSignal signal, TimeProvider clock) : IParkedEvents
{
    private const string ListSql =
        """
        SELECT id, type, stream, attempts, error, created_at, parked_at FROM outbox
        WHERE parked_at IS NOT NULL AND id < $1 ORDER BY id DESC LIMIT $2
        """;

    private const string RetrySql =
        """
        UPDATE outbox SET parked_at = NULL, attempts = 0, available_at = $2 WHERE id = $1 AND parked_at IS NOT NULL
        """;

    public async Task<ParkedEventDto[]> List(long? before, int limit, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(ListSql);
        command.Parameters.Add(new NpgsqlParameter { Value = before ?? long.MaxValue });
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var parked = new List<ParkedEventDto>();
        while (await reader.ReadAsync(ct))
        {
            parked.Add(new ParkedEventDto(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.GetDateTime(5), reader.GetDateTime(6)));
        }

        return [.. parked];
    }

    public async Task<bool> Retry(long id, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(RetrySql);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().UtcDateTime });
        var found = await command.ExecuteNonQueryAsync(ct) > 0;
        signal.Wake();
        return found;
    }

    public async Task<bool> Drop(long id, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM outbox WHERE id = $1 AND parked_at IS NOT NULL");
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    public async Task<int> Forget(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM outbox WHERE parked_at < $1");
        command.Parameters.Add(new NpgsqlParameter { Value = before.UtcDateTime });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
