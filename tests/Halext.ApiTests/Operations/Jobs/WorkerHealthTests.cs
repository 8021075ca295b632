using System.Text.Json;
using Halext.Application.Common.Jobs;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Npgsql;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>What is said about workers is what the database knows of them at that moment.</summary>
public sealed class WorkerHealthTests
{
    private const string LiveLock = "SELECT pg_advisory_lock(hashtextextended('job node ' || id, 0)) FROM job_nodes";

    [Test]
    public async Task A_server_with_its_worker_is_healthy()
    {
        await using var server = await TestServer.Start();
        await Eventually.True(async () => Workers(await server.Anonymous().Get("/ready").ShouldBeOk()) == ("healthy", 1, ""));
    }

    [Test]
    public async Task Without_workers_the_dead_are_not_counted_the_frozen_are_told_and_the_server_is_ready()
    {
        await using var server = await TestServer.Start(new Dictionary<string, string?> { ["JOBS_WORKER"] = "false" }, builder => builder.Services.AddTestJobs());
        await using var data = NpgsqlDataSource.Create(server.ConnectionString);
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        await JobFixture.Enqueue(server.Services, admin, new WriteDown("waits"), new JobOptions { Queue = "slow" });
        await Execute(data, """
            INSERT INTO job_nodes (id, name, queues, concurrency, started_at, seen_at, processed)
            VALUES (gen_random_uuid(), 'worker@gone:1', '*', 4, '2026-03-02T08:00:00Z', '2026-03-02T08:50:00Z', 7)
            """);

        Assert.That((await admin.Client.Get("/admin/jobs/workers").ShouldBeOk()).GetArrayLength(), Is.Zero);
        Assert.That((await admin.Client.Get("/admin/jobs/summary").ShouldBeOk()).GetProperty("workers").GetInt32(), Is.Zero);
        Assert.That(await Service(admin), Is.EqualTo("inactive"));
        Assert.That(Workers(await server.Anonymous().Get("/ready").ShouldBeOk()), Is.EqualTo(("degraded", 0, "slow")));

        // Its process is there and has its connection, but does nothing.
        await using var frozen = await data.OpenConnectionAsync();
        await using (var command = new NpgsqlCommand(LiveLock, frozen))
            await command.ExecuteNonQueryAsync();
        var worker = (await admin.Client.Get("/admin/jobs/workers").ShouldBeOk()).EnumerateArray().Single();
        Assert.That((worker.GetProperty("name").GetString(), worker.GetProperty("is_silent").GetBoolean()), Is.EqualTo(("worker@gone:1", true)));
        Assert.That(Workers(await server.Anonymous().Get("/ready").ShouldBeOk()), Is.EqualTo(("degraded", 0, "slow")));

        await Execute(data, "UPDATE job_nodes SET seen_at = '2026-03-02T08:59:58Z'");
        Assert.That(Workers(await server.Anonymous().Get("/ready").ShouldBeOk()), Is.EqualTo(("healthy", 1, "")));
        Assert.That(await Service(admin), Is.EqualTo("active"));
        await Execute(data, "UPDATE job_nodes SET queues = 'default,heavy'");
        Assert.That(Workers(await server.Anonymous().Get("/ready").ShouldBeOk()), Is.EqualTo(("degraded", 1, "slow")));
    }

    private static (string?, int, string) Workers(JsonElement ready)
    {
        var workers = ready.GetProperty("workers");
        Assert.That(workers.GetProperty("broker_connected").GetBoolean(), Is.True);
        return (workers.GetProperty("status").GetString(), workers.GetProperty("workers_online").GetInt32(),
            string.Join(',', workers.GetProperty("unserved_queues").EnumerateArray().Select(q => q.GetString())));
    }

    private static async Task<string?> Service(TestUser admin) => (await admin.Client.Get("/admin/server/status").ShouldBeOk()).GetProperty("services").EnumerateArray()
        .Single(s => s.GetProperty("name").GetString() == "halext-jobs").GetProperty("status").GetString();

    private static async Task Execute(NpgsqlDataSource data, string sql)
    {
        await using var command = data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
