using System.Globalization;
using Halext.Infrastructure;
using Halext.Infrastructure.Common.Data;
using Halext.Infrastructure.Common.PrivateCluster;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Halext.TestKit;

/// <summary>
/// A real PostgreSQL for the tests of one assembly: started once, thrown away at the end. Databases are copied from a migrated template,
/// which takes about a tenth of a second, so that every fixture has its own.
/// </summary>
public static class TestCluster
{
    private const string Template = "template_halext";
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static readonly string Home = Path.Combine(Path.GetTempPath(), "halext-tests-" + Guid.NewGuid().ToString("N")[..12]);

    private static PrivatePostgres? _postgres;
    private static int _databases;

    /// <summary>A new database with the product's tables and nothing in them.</summary>
    public static Task<string> CreateDatabase() => Create($"TEMPLATE {Template}");

    /// <summary>A new database with nothing in it at all.</summary>
    public static Task<string> CreateEmptyDatabase() => Create("");

    /// <summary>Shuts the server down and deletes its files; called once, after the last test.</summary>
    public static async Task Stop()
    {
        if (_postgres is null)
            return;
        NpgsqlConnection.ClearAllPools();
        await _postgres.Stop();
        Directory.Delete(Home, recursive: true);
    }

    private static async Task<string> Create(string from)
    {
        await Gate.WaitAsync();
        try
        {
            _postgres ??= await Start();
            var name = string.Create(CultureInfo.InvariantCulture, $"test_{++_databases}");
            await using var connection = new NpgsqlConnection(_postgres.ConnectionString("postgres"));
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"CREATE DATABASE {name} {from}", connection);
            await command.ExecuteNonQueryAsync();
            return _postgres.ConnectionString(name);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<PrivatePostgres> Start()
    {
        var postgres = await PrivatePostgres.Start(Home, isThrowaway: true, CancellationToken.None);
        await postgres.EnsureDatabase(Template, CancellationToken.None);
        var connectionString = new NpgsqlConnectionStringBuilder(postgres.ConnectionString(Template)) { Pooling = false }.ConnectionString;
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var db = new HalextDb((DbContextOptions<HalextDb>)new DbContextOptionsBuilder<HalextDb>().UseHalextPostgres(dataSource).Options);
        await db.Database.MigrateAsync();
        return postgres;
    }
}
