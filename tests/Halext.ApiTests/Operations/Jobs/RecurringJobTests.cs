using Halext.Application.Operations.Jobs;
using Halext.Infrastructure.Operations.Jobs;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>Moves the clock by hours, so it has servers of its own.</summary>
public sealed class RecurringJobTests
{
    [Test]
    public async Task What_one_node_leaves_unscheduled_or_does_not_know_others_keep()
    {
        var database = await TestCluster.CreateDatabase();
        using var directory = new TemporaryDirectory();
        await using var with = await TestServer.Start(
            new Dictionary<string, string?> { ["JOBS_SCHEDULER"] = "true", ["JOBS_WORKER"] = "false", ["BACKUP_DIR"] = directory.Path }, connectionString: database);
        await using var data = Npgsql.NpgsqlDataSource.Create(database);
        await Eventually.True(async () => (await Triggers(data)).Contains("operations.backup"));
        await using (var command = data.CreateCommand("""
            CREATE TABLE copied AS SELECT * FROM quartz.qrtz_triggers WHERE trigger_name = 'operations.backup';
            UPDATE copied SET trigger_name = 'newer.job';
            INSERT INTO quartz.qrtz_triggers SELECT * FROM copied;
            UPDATE copied SET trigger_name = 'older.job';
            INSERT INTO quartz.qrtz_triggers SELECT * FROM copied;
            CREATE TABLE crons AS SELECT * FROM quartz.qrtz_cron_triggers WHERE trigger_name = 'operations.backup';
            UPDATE crons SET trigger_name = 'newer.job';
            INSERT INTO quartz.qrtz_cron_triggers SELECT * FROM crons;
            UPDATE crons SET trigger_name = 'older.job';
            INSERT INTO quartz.qrtz_cron_triggers SELECT * FROM crons;
            """))
            await command.ExecuteNonQueryAsync();

        await using var without = await TestServer.Start(
            new Dictionary<string, string?> { ["JOBS_SCHEDULER"] = "true", ["JOBS_WORKER"] = "false" },
            builder => builder.Services.AddSingleton(new RetiredJob("older.job")), database);

        // Its scheduler starts when it is done with the schedules.
        await Eventually.True(async () => !(await Triggers(data)).Contains("older.job"));
        await Eventually.True(() => without.Services.GetRequiredService<RecurringJobs>().AreSynchronized);
        Assert.That(await Triggers(data), Does.Contain("operations.backup").And.Contain("newer.job"));
        var admin = await without.SignUp("admin");
        await without.MakeAdmin(admin);
        Assert.That((await admin.Client.Get("/admin/jobs/recurring").ShouldBeOk()).GetRawText(), Does.Contain("operations.backup"));
        await admin.Client.PostJson("/admin/jobs/recurring/operations.backup/trigger", new { }).ShouldBeOk();
    }

    private static async Task<IReadOnlyList<string>> Triggers(Npgsql.NpgsqlDataSource data)
    {
        await using var command = data.CreateCommand("SELECT coalesce(array_agg(trigger_name), '{}') FROM quartz.qrtz_triggers");
        return (string[])(await command.ExecuteScalarAsync())!;
    }

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
