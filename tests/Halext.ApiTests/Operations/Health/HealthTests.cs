using System.Net;
using Halext.TestKit;

namespace Halext.ApiTests.Operations.Health;

public sealed class HealthTests : ApiTest
{
    [TestCase("/health")]
    [TestCase("/api/health")]
    public async Task Health_has_what_every_monitor_reads(string path)
    {
        var health = await Server.Anonymous().Get(path).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("healthy"));
            Assert.That(health.GetProperty("ok").GetBoolean(), Is.True);
            Assert.That(health.GetProperty("service").GetString(), Is.EqualTo("halext"));
            Assert.That(health.GetProperty("db").GetString(), Is.EqualTo("connected"));
            Assert.That(health.GetProperty("cache").GetString(), Is.EqualTo("connected"));
            Assert.That(health.GetProperty("version").GetString(), Is.Not.Empty);
            Assert.That(health.GetProperty("timestamp").GetString(), Does.EndWith("Z"));
            Assert.That(health.GetProperty("components").GetProperty("database").GetString(), Is.EqualTo("healthy"));
            Assert.That(health.GetProperty("components").GetProperty("ai_provider").GetString(), Is.EqualTo("mock"));
            Assert.That(health.GetProperty("env").GetProperty("warnings").GetArrayLength(), Is.EqualTo(1));
            Assert.That(health.GetProperty("env").GetProperty("dev_mode").GetBoolean(), Is.False);
            Assert.That(health.GetProperty("database").GetProperty("engine").GetString(), Is.EqualTo("PostgreSQL"));
            Assert.That(health.GetProperty("database").GetProperty("version").GetString(), Does.Match(@"^\d+\.\d+"));
            Assert.That(health.GetProperty("system").GetProperty("platform").GetString(), Is.Not.Empty);
        }
    }

    [Test]
    public async Task Strangers_do_not_learn_what_is_wrong_with_the_configuration()
    {
        var client = Server.Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        var health = await client.Get("/health").ShouldBeOk();
        Assert.That(health.GetProperty("env").GetProperty("warnings").GetArrayLength(), Is.Zero);
        Assert.That(health.GetProperty("system").GetProperty("platform").GetString(), Is.Empty);
    }

    [Test]
    public async Task Readiness_version_and_root_answer()
    {
        var ready = await Server.Anonymous().Get("/ready").ShouldBeOk();
        Assert.That(ready.GetProperty("status").GetString(), Is.EqualTo("ready"));
        var version = await Server.Anonymous().Get("/api/version").ShouldBeOk();
        Assert.That(version.GetProperty("path_base").GetString(), Is.EqualTo("/api"));
        Assert.That(version.GetProperty("docs_url").GetString(), Is.EqualTo("/docs"));
        Assert.That(version.GetProperty("features").EnumerateArray().Select(f => f.GetString()), Is.EquivalentTo(new[]
        {
            "tasks", "events", "labels", "pages", "conversations", "ai_chat", "ai_task_suggestions", "ai_event_analysis", "ai_note_summary", "admin_panel",
            "distributed_ai_nodes",
        }));
        var root = await Server.Anonymous().Get("/").ShouldBeOk();
        Assert.That(root.GetProperty("message").GetString(), Is.Not.Empty);
        Assert.That(root.GetProperty("version").GetString(), Is.EqualTo(version.GetProperty("version").GetString()));
    }

    [Test]
    public async Task A_lost_database_shows_in_the_same_bodies_with_503()
    {
        await using var server = await TestServer.Start(connectionString: "Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=1");
        var health = await server.Anonymous().Get("/health").Should(HttpStatusCode.ServiceUnavailable);
        Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("degraded"));
        Assert.That(health.GetProperty("db").GetString(), Is.EqualTo("disconnected"));
        Assert.That(health.GetProperty("components").GetProperty("database").GetString(), Does.StartWith("unhealthy"));
        Assert.That(health.TryGetProperty("env", out _), Is.True);
        var ready = await server.Anonymous().Get("/ready").Should(HttpStatusCode.ServiceUnavailable);
        Assert.That(ready.GetProperty("workers").GetProperty("status").GetString(), Is.EqualTo("unhealthy"));
        Assert.That(ready.GetProperty("workers").GetProperty("broker_connected").GetBoolean(), Is.False);
        var withKey = await server.Anonymous().Bearer("hlx_anything").Get("/health").Should(HttpStatusCode.ServiceUnavailable);
        Assert.That(withKey.GetProperty("db").GetString(), Is.EqualTo("disconnected"));
        await server.Anonymous().Bearer("hlx_anything").Get("/tasks/").ShouldFail(503, "SERVICE_UNAVAILABLE");
        await server.Anonymous().Get("/version").ShouldBeOk();
    }

    [Test]
    public async Task A_database_without_its_migrations_is_healthy_but_not_ready()
    {
        await using var server = await TestServer.Start(connectionString: await TestCluster.CreateEmptyDatabase());
        await server.Anonymous().Get("/health").ShouldBeOk();
        var ready = await server.Anonymous().Get("/ready").Should(HttpStatusCode.ServiceUnavailable);
        Assert.That(ready.GetProperty("database").GetProperty("pending_migrations").GetInt32(), Is.Positive);
    }
}

public sealed class MetricsTests : ApiTest
{
    protected override Dictionary<string, string?> Settings => new() { ["METRICS_TOKEN"] = "let-me-see" };

    [Test]
    public async Task Requests_are_counted_by_method_route_and_status()
    {
        var ada = await Server.SignUp();
        for (var i = 0; i < 3; i++)
            await ada.Client.Get("/api/tasks/").ShouldBeOk();
        await ada.Client.Get("/tasks/999999999").ShouldFail(404, "RESOURCE_NOT_FOUND");

        // The measurement is taken behind the answer.
        var text = "";
        await Eventually.True(async () =>
        {
            text = await (await Server.Anonymous().Get("/metrics")).Content.ReadAsStringAsync();
            return text.Contains("http_requests_total{method=\"GET\",path=\"/tasks/{id:int}\",status=\"404\"} 1\n", StringComparison.Ordinal);
        });
        Assert.That(text, Does.Contain("http_requests_total{method=\"GET\",path=\"/tasks/\",status=\"200\"} 3\n"));
        Assert.That(text, Does.Contain("http_request_duration_seconds_bucket{method=\"GET\",path=\"/tasks/\",status=\"200\",le=\"+Inf\"} 3\n"));
        Assert.That(text, Does.Match("db_pool_connections\\{state=\"(idle|used)\"\\} \\d"));
        Assert.That(text, Does.Match("process_resident_memory_bytes \\d{7,}"));
    }

    [Test]
    public async Task Strangers_need_the_token()
    {
        var stranger = Server.Anonymous();
        stranger.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        await stranger.Get("/metrics").ShouldFail(401, "UNAUTHORIZED");
        await stranger.Bearer("wrong").Get("/metrics").ShouldFail(401, "UNAUTHORIZED");
        Assert.That((await stranger.Bearer("let-me-see").Get("/metrics")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
