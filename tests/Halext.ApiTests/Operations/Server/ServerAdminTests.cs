using System.Text.Json;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Halext.ApiTests.Operations.Server;

public sealed class ServerAdminTests : ApiTest
{
    private TestUser _admin = null!;

    protected override bool RunsJobs => true;

    [OneTimeSetUp]
    public async Task SignUpAdmin()
    {
        _admin = await Server.SignUp("admin");
        await Server.MakeAdmin(_admin);
    }

    [Test]
    public async Task Status_is_measured()
    {
        var status = await _admin.Client.Get("/admin/server/status").ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status.GetProperty("hostname").GetString(), Is.EqualTo(Environment.MachineName));
            Assert.That(status.GetProperty("uptime_seconds").GetDouble(), Is.Positive);
            Assert.That(status.GetProperty("process_uptime_seconds").GetDouble(), Is.GreaterThan(0.5).And.LessThan(status.GetProperty("uptime_seconds").GetDouble()));
            Assert.That(status.GetProperty("uptime_human").GetString(), Is.Not.Empty);
            Assert.That(status.GetProperty("load_avg").GetProperty("fifteen").GetDouble(), Is.Not.Negative);
            foreach (var name in (string[])["memory", "disk"])
            {
                var room = status.GetProperty(name);
                Assert.That(room.GetProperty("total").GetInt64(), Is.GreaterThan(10_000_000));
                Assert.That(room.GetProperty("used").GetInt64(), Is.Positive.And.LessThan(room.GetProperty("total").GetInt64()));
                Assert.That(room.GetProperty("free").GetInt64(), Is.Positive);
                Assert.That(room.GetProperty("percent").GetDouble(), Is.InRange(0.01, 100));
            }

            var services = status.GetProperty("services").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("status").GetString());
            Assert.That(services["halext-api"], Is.EqualTo("active"));
            Assert.That(services["postgresql"], Is.EqualTo("active"));
            Assert.That(status.GetProperty("services")[0].GetProperty("last_checked").GetString(), Does.EndWith("Z"));
            Assert.That(status.GetProperty("git").ValueKind, Is.EqualTo(JsonValueKind.Object));
            Assert.That(status.GetProperty("generated_at").GetString(), Does.EndWith("Z"));
        }
    }

    [Test]
    public async Task Nodes_are_shown_as_they_were_found()
    {
        var node = await _admin.Client.PostJson("/admin/ai-clients", new { name = "attic", node_type = "ollama", hostname = "127.0.0.1", port = 1 }).ShouldBeOk();
        var status = await _admin.Client.Get("/admin/server/status").ShouldBeOk();
        Assert.That(status.GetProperty("services").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "node:attic").GetProperty("status").GetString(), Is.EqualTo("unavailable"));
        await _admin.Client.Delete($"/admin/ai-clients/{node.GetProperty("id").GetInt32()}").ShouldBeNoContent();
    }

    [TestCase("/admin/stats")]
    [TestCase("/admin/server/stats")]
    public async Task Stats_are_counted_under_the_names_of_both_clients(string path)
    {
        await using var server = await TestServer.Start();
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        await server.SignUp("ada");
        var task = await (await admin.Client.PostJson("/tasks/", new { title = "one" })).ReadJson();
        await admin.Client.PostJson("/tasks/", new { title = "two" });
        await admin.Client.PutJson($"/tasks/{task.GetProperty("id").GetInt32()}", new { completed = true }).ShouldBeOk();
        await admin.Client.PostJson("/events/", new { title = "today", start_time = "2026-03-02T20:00:00Z", end_time = "2026-03-02T21:00:00Z" });
        await admin.Client.PostJson("/events/", new { title = "tomorrow", start_time = "2026-03-03T00:00:00Z", end_time = "2026-03-03T01:00:00Z" });

        var stats = await admin.Client.Get(path).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stats.GetProperty("total_users").GetInt32(), Is.EqualTo(2));
            Assert.That(stats.GetProperty("active_users").GetInt32(), Is.EqualTo(2));
            Assert.That(stats.GetProperty("total_tasks").GetInt32(), Is.EqualTo(2));
            Assert.That(stats.GetProperty("tasks_completed_today").GetInt32(), Is.EqualTo(1));
            Assert.That(stats.GetProperty("total_events").GetInt32(), Is.EqualTo(2));
            Assert.That(stats.GetProperty("events_today").GetInt32(), Is.EqualTo(1));
            Assert.That(stats.GetProperty("total_messages").GetInt32(), Is.Zero);
            Assert.That(stats.GetProperty("total_requests").GetInt64(), Is.GreaterThanOrEqualTo(5));
            Assert.That(stats.GetProperty("database_connected").GetBoolean(), Is.True);
            Assert.That(stats.GetProperty("api_server_running").GetBoolean(), Is.True);
            Assert.That(stats.GetProperty("ai_provider_available").GetBoolean(), Is.False);
            Assert.That(stats.GetProperty("memory_usage_percent").GetDouble(), Is.InRange(0.01, 100));
            Assert.That(stats.GetProperty("averageResponseTime").GetDouble(), Is.Positive);
            foreach (var twin in (string[])["cpu_usage_percent", "memory_usage_percent", "disk_usage_percent", "uptime_seconds", "active_users", "total_requests", "api_server_running", "database_connected", "ai_provider_available"])
                Assert.That(stats.GetProperty(Camel(twin)).GetRawText(), Is.EqualTo(stats.GetProperty(twin).GetRawText()), twin);
        }

        // Who was here the day before yesterday is not active.
        server.Clock.Advance(TimeSpan.FromDays(2));
        var session = await server.Anonymous().PostJson("/auth/login", new { username = admin.Username, password = TestUser.Password }).ShouldBeOk();
        stats = await server.Anonymous().Bearer(session.GetProperty("access_token").GetString()).Get(path).ShouldBeOk();
        Assert.That((stats.GetProperty("active_users").GetInt32(), stats.GetProperty("events_today").GetInt32()), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Health_has_the_fields_of_both_clients()
    {
        var health = await _admin.Client.Get("/admin/health").ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("healthy"));
            Assert.That(health.GetProperty("database_connected").GetBoolean(), Is.True);
            Assert.That(health.GetProperty("api_server_running").GetBoolean(), Is.True);
            Assert.That(health.GetProperty("system").GetProperty("uptime_seconds").GetInt64(), Is.Positive);
            Assert.That(health.GetProperty("api_status").GetString(), Is.EqualTo("healthy"));
            Assert.That(health.GetProperty("database_status").GetString(), Is.EqualTo("healthy"));
            Assert.That(health.GetProperty("ai_service_status").GetString(), Is.EqualTo("not_configured"));
            Assert.That(health.GetProperty("average_response_time").GetDouble(), Is.Not.Negative);
            Assert.That(health.GetProperty("uptime").GetInt64(), Is.Not.Negative);
            Assert.That(health.GetProperty("timestamp").GetString(), Does.EndWith("Z"));
        }
    }

    [Test]
    public async Task Logs_are_read_by_level_without_secrets()
    {
        var mark = Guid.NewGuid().ToString();
        var logger = Server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop");
#pragma warning disable CA1848, CA2254 // The text is the test's own.
        logger.LogWarning("careful " + mark);
        logger.LogError("broken " + mark + " password=hunter2");
#pragma warning restore CA1848, CA2254
        async Task<string[]> Lines(string query)
        {
            var logs = await _admin.Client.Get("/admin/logs" + query).ShouldBeOk();
            Assert.That(logs.GetProperty("count").GetInt32(), Is.EqualTo(logs.GetProperty("logs").GetArrayLength()));
            return [.. logs.GetProperty("logs").EnumerateArray().Select(l => l.GetString()!).Where(l => l.Contains(mark, StringComparison.Ordinal))];
        }

        Assert.That(await Lines("?level=error"), Has.Length.EqualTo(1).And.All.Contains("broken").And.All.Not.Contains("hunter2"));
        Assert.That(await Lines("?level=warning"), Has.Length.EqualTo(2));
        Assert.That(await Lines("?level=info&limit=1000"), Has.Length.EqualTo(2));
        Assert.That(await Lines(""), Has.Length.EqualTo(2));
        Assert.That((await _admin.Client.Get("/admin/logs?level=error&limit=1").ShouldBeOk()).GetProperty("level").GetString(), Is.EqualTo("error"));
        await _admin.Client.Get("/admin/logs?level=debug").ShouldFail(422, "VALIDATION_ERROR", "level");
        await _admin.Client.Get("/admin/logs?limit=0").ShouldFail(422, "VALIDATION_ERROR", "limit");
        await _admin.Client.Get("/admin/logs?limit=1001").ShouldFail(422, "VALIDATION_ERROR", "limit");
    }

    [Test]
    public async Task Caches_are_cleared_and_the_database_is_brought_up_to_date()
    {
        var cleared = await _admin.Client.PostJson("/admin/cache/clear", new { }).ShouldBeOk();
        Assert.That((cleared.GetProperty("success").GetBoolean(), cleared.GetProperty("status").GetString()), Is.EqualTo((true, "success")));
        Assert.That(cleared.GetProperty("items_cleared").GetInt32(), Is.Not.Negative);
        Assert.That(cleared.GetProperty("message").GetString(), Is.Not.Empty);

        var synced = await _admin.Client.PostJson("/admin/database/sync", new { }).ShouldBeOk();
        Assert.That((synced.GetProperty("success").GetBoolean(), synced.GetProperty("status").GetString()), Is.EqualTo((true, "success")));
        Assert.That(synced.GetProperty("applied").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Indexes_are_built_anew_and_leftovers_go()
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        async Task<object?> Ask(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }

        // As a rebuild that was killed leaves one.
        await Ask("CREATE INDEX ix_labels_ccnew ON labels (id); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_labels_ccnew'::regclass");
        const string File = "SELECT pg_relation_filenode('pk_users')";
        var before = await Ask(File);
        var answer = await _admin.Client.PostJson("/admin/rebuild-indexes", new { }).ShouldBeOk();
        Assert.That((answer.GetProperty("success").GetBoolean(), answer.GetProperty("status").GetString()), Is.EqualTo((true, "success")));
        var path = "/admin/jobs/" + answer.GetProperty("job_id").GetString();
        Assert.That(answer.GetProperty("message").GetString(), Does.Contain(path), "where every admin finds it, whoever asked first");
        JsonElement job = default;
        await Eventually.True(async () => (job = await _admin.Client.Get(path).ShouldBeOk()).GetProperty("state").GetString() is "succeeded" or "dead");
        Assert.That(job.GetProperty("state").GetString(), Is.EqualTo("succeeded"), job.GetRawText());
        Assert.That(job.GetProperty("result").GetProperty("tables").GetInt32(), Is.GreaterThan(10));
        Assert.That(await Ask(File), Is.Not.EqualTo(before));
        Assert.That(await Ask("SELECT to_regclass('ix_labels_ccnew')::text"), Is.EqualTo(DBNull.Value));
        Assert.That(await Ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), Is.Zero);
    }

    [TestCase("/admin/rebuild-frontend")]
    [TestCase("/admin/frontend/rebuild")]
    public async Task There_is_no_web_client_to_build(string path) => await _admin.Client.PostJson(path, new { }).ShouldFail(404, "FRONTEND_NOT_FOUND");

    [Test]
    public async Task A_server_that_nobody_would_start_again_does_not_stop() =>
        await _admin.Client.PostJson("/admin/server/restart", new { }).ShouldFail(409, "NOT_SUPERVISED");

    [Test]
    public async Task A_supervised_server_answers_and_then_stops()
    {
        await using var server = await TestServer.Start(new Dictionary<string, string?> { ["SUPERVISED"] = "true" });
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        var stopping = new TaskCompletionSource();
        server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        var answer = await admin.Client.PostJson("/admin/server/restart", new { }).ShouldBeOk();
        Assert.That((answer.GetProperty("success").GetBoolean(), answer.GetProperty("status").GetString()), Is.EqualTo((true, "success")));
        await stopping.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task Only_admins_get_in()
    {
        var ada = await Server.SignUp("ada");
        foreach (var path in (string[])["server/status", "server/stats", "stats", "health", "logs"])
        {
            await ada.Client.Get("/admin/" + path).ShouldFail(403, "FORBIDDEN");
            await Server.Anonymous().Get("/admin/" + path).ShouldFail(401, "UNAUTHORIZED");
        }

        foreach (var path in (string[])["server/restart", "database/sync", "cache/clear", "rebuild-indexes", "rebuild-frontend", "frontend/rebuild"])
        {
            await ada.Client.PostJson("/admin/" + path, new { }).ShouldFail(403, "FORBIDDEN");
            await Server.Anonymous().PostJson("/admin/" + path, new { }).ShouldFail(401, "UNAUTHORIZED");
        }
    }

    private static string Camel(string name) => string.Concat(name.Split('_').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
