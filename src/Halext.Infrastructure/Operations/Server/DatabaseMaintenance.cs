using Halext.Application.Operations.Server;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.Infrastructure.Operations.Server;

/// <summary>Migrations by <see cref="Migrator"/>, indexes by REINDEX CONCURRENTLY, which neither blocks readers nor writers.</summary>
internal sealed class DatabaseMaintenance(NpgsqlDataSource dataSource, Migrator migrator, IServiceScopeFactory scopes) : IDatabaseMaintenance
{
    public Task<IReadOnlyList<string>> Migrate(CancellationToken ct) => migrator.Migrate(ct);

    public async Task<int> RebuildIndexes(Action<int, int, string> report, CancellationToken ct)
    {
        var tables = await Tables();
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        foreach (var leftover in await Leftovers(connection, tables, ct))
            await Execute(connection, $"DROP INDEX CONCURRENTLY IF EXISTS {leftover}", ct);
        foreach (var (i, table) in tables.Index())
        {
            report(i, tables.Count, table);
            await Execute(connection, $"REINDEX TABLE CONCURRENTLY {Quoted(table)}", ct);
        }

        return tables.Count;
    }

    private static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>What is left of a rebuild that was cut off: indexes that are kept up to date and used by nobody (PostgreSQL's manual on REINDEX).</summary>
    private static async Task<List<string>> Leftovers(NpgsqlConnection connection, IReadOnlyList<string> tables, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT i.indexrelid::regclass::text
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
            WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)\d*$' AND t.relname = ANY($1) AND t.relnamespace = current_schema()::regnamespace
            """, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tables.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct))
            names.Add(reader.GetString(0));
        return names;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        // Names from the model and the catalogue, quoted. As long as it takes: the job has a time limit.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<IReadOnlyList<string>> Tables()
    {
        await using var scope = scopes.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<HalextDb>().Model;
        return [.. model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }
}
