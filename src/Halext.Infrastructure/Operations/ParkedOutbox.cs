using Halext.Application.Operations.Outbox;
using Halext.Infrastructure.Common.Outbox;
using Npgsql;

namespace Halext.Infrastructure.Operations;

/// <summary>The parked entries of the outbox.</summary>
internal sealed class ParkedOutbox(NpgsqlDataSource dataSource, OutboxSignal signal, TimeProvider clock) : IParkedEvents
{
    private const string Columns = "id, type, stream, attempts, error, created_at, parked_at";

    private const string ListSql = $"SELECT {Columns} FROM outbox WHERE parked_at IS NOT NULL AND id < $1 ORDER BY id DESC LIMIT $2";

    private const string RetrySql =
        $"""
        WITH parked AS (SELECT {Columns} FROM outbox WHERE id = $1 AND parked_at IS NOT NULL FOR UPDATE),
            retried AS (UPDATE outbox SET parked_at = NULL, attempts = 0, available_at = $2 FROM parked WHERE outbox.id = parked.id)
        SELECT * FROM parked
        """;

    private const string DropSql = $"DELETE FROM outbox WHERE id = $1 AND parked_at IS NOT NULL RETURNING {Columns}";

    public Task<ParkedEventDto[]> List(long? before, int limit, CancellationToken ct) => Read(ListSql, ct, before ?? long.MaxValue, limit);

    public async Task<ParkedEventDto?> Retry(long id, CancellationToken ct)
    {
        var retried = (await Read(RetrySql, ct, id, clock.GetUtcNow().UtcDateTime)).SingleOrDefault();
        signal.Wake();
        return retried;
    }

    public async Task<ParkedEventDto?> Drop(long id, CancellationToken ct) => (await Read(DropSql, ct, id)).SingleOrDefault();

    public async Task<int> Forget(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM outbox WHERE parked_at < $1");
        command.Parameters.Add(new NpgsqlParameter { Value = before.UtcDateTime });
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<ParkedEventDto[]> Read(string sql, CancellationToken ct, params object[] parameters)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
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
}
