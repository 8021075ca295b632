using Halext.Application.Operations.Jobs;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>Moves the clock by hours, so it has servers of its own.</summary>
public sealed class RecurringJobTests
{
    [Test]
    public async Task Of_two_nodes_one_fires_and_what_is_old_is_forgotten()
    {
        var database = await TestCluster.CreateDatabase();
        var settings = new Dictionary<string, string?> { ["JOBS_SCHEDULER"] = "true" };
        await using var server = await TestServer.Start(settings, connectionString: database);
        await using var other = await TestServer.Start(settings, connectionString: database);
        await using var connection = new Npgsql.NpgsqlConnection(database);
        await connection.OpenAsync();
        const string firings = "SELECT string_agg(firing || ' ' || state, ', ' ORDER BY firing) FROM jobs WHERE type = 'operations.forget-jobs'";

        // It is nine o'clock sharp: the hourly one is due at once.
        await Eventually.True(async () => await Ask(firings) is "operations.forget-jobs@2026-03-02T09:00:00.0000000Z Succeeded");
        var recurring = server.Services.GetRequiredService<IRecurringJobs>();
        var listed = (await recurring.List(CancellationToken.None)).Single(r => r.Name == "operations.forget-jobs");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed.Category, Is.EqualTo("maintenance"));
            Assert.That(listed.LastRunAt, Is.EqualTo(server.Clock.GetUtcNow()));
            Assert.That(listed.NextRunAt, Is.EqualTo(server.Clock.GetUtcNow().AddHours(1)));
        }

        await Ask("""
            INSERT INTO jobs (id, type, payload, state, queue, priority, run_at, attempts, crashes, progress, logs, created_at, expires_at)
            VALUES (gen_random_uuid(), 'test.old', '{}', 'Succeeded', 'default', 0, '2026-01-01', 1, 0, 100, '[]', '2026-01-01', '2026-03-02T09:30:00Z')
            """);
        server.Clock.Advance(TimeSpan.FromMinutes(60));
        other.Clock.Advance(TimeSpan.FromMinutes(60));

        await Eventually.True(async () => (long)(await Ask("SELECT count(*) FROM jobs WHERE type = 'test.old'"))! == 0);
        await Eventually.True(async () => await Ask(firings) is
            "operations.forget-jobs@2026-03-02T09:00:00.0000000Z Succeeded, operations.forget-jobs@2026-03-02T10:00:00.0000000Z Succeeded");

        async Task<object?> Ask(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }
}
