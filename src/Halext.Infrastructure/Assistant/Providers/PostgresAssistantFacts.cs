using System.Text.Json;
using Halext.Application.Assistant.Providers;
using Halext.Domain.Assistant;
using Npgsql;
using NpgsqlTypes;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>Reads all that decides over a call in one round trip, on a connection of its own.</summary>
internal sealed class PostgresAssistantFacts(NpgsqlDataSource dataSource) : IAssistantFacts
{
    private const string Profiles =
        "SELECT owner_id, default_model, fallback_models, monthly_limit, daily_token_limit FROM assistant_profiles WHERE owner_id = $1 OR owner_id IS NULL";

    private const string Credentials =
        "SELECT id, owner_id, provider, protected_key, key_name, model FROM provider_credentials WHERE owner_id = $1 OR owner_id IS NULL";

    private const string Nodes =
        """
        SELECT id, name, type, hostname, port, status, last_seen_at, last_response_ms, models ->> 0, owner_id, protected_key, owner_id = $1
        FROM client_nodes WHERE is_active AND (is_public OR owner_id = $1) ORDER BY id
        """;

    public async Task<AssistantFacts> Of(int userId, CancellationToken ct)
    {
        await using var batch = dataSource.CreateBatch();
        foreach (var sql in (string[])[Profiles, Credentials, Nodes])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = userId, NpgsqlDbType = NpgsqlDbType.Integer } } });
        await using var reader = await batch.ExecuteReaderAsync(ct);

        AssistantChoices own = new(), instance = new();
        while (await reader.ReadAsync(ct))
        {
            var choices = new AssistantChoices(
                Text(reader, 1),
                Text(reader, 2) is { } fallbacks ? JsonSerializer.Deserialize<List<string>>(fallbacks) : null,
                Value<decimal>(reader, 3),
                Value<long>(reader, 4));
            if (reader.IsDBNull(0))
                instance = choices;
            else
                own = choices;
        }

        var credentials = new List<StoredCredential>();
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            credentials.Add(new StoredCredential(
                reader.GetInt32(0), Value<int>(reader, 1), reader.GetString(2), reader.GetString(3), reader.GetString(4), Text(reader, 5)));
        }

        var nodes = new List<UsableNode>();
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            nodes.Add(new UsableNode(
                reader.GetInt32(0),
                reader.GetString(1),
                Enum.Parse<NodeType>(reader.GetString(2)),
                reader.GetString(3),
                reader.GetInt32(4),
                Enum.Parse<NodeStatus>(reader.GetString(5)),
                Value<DateTime>(reader, 6) is { } seen ? new DateTimeOffset(seen, TimeSpan.Zero) : null,
                Value<int>(reader, 7),
                Text(reader, 8),
                reader.GetInt32(9),
                Text(reader, 10),
                reader.GetBoolean(11)));
        }

        return new AssistantFacts(userId, own, instance, credentials, nodes);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? Value<T>(NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}
