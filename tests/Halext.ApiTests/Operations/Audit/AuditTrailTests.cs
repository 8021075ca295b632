using System.Text.Json;
using Halext.ApiTests.Messaging.Notifications;
using Halext.ApiTests.Operations.Jobs;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Npgsql;

namespace Halext.ApiTests.Operations.Audit;

public sealed class AuditTrailTests : ApiTest
{
    [Test]
    public async Task An_entry_tells_who_did_what_to_whom_from_where_and_what_changed()
    {
        var (admin, ada) = (await Admin(), await Server.SignUp("ada"));
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/admin/users/{ada.Id}/status") { Content = new StringContent("""{"is_active":false}""", null, "application/json") };
        request.Headers.Add("X-Request-ID", "lock-ada");
        await admin.Client.SendAsync(request).ShouldBeOk();

        var entry = (await admin.Client.Get($"/admin/audit?target=users/{ada.Id}").ShouldBeOk()).EnumerateArray().Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.GetProperty("actor_id").GetInt32(), Is.EqualTo(admin.Id));
            Assert.That(entry.GetProperty("actor_name").GetString(), Is.EqualTo(admin.Username));
            Assert.That(entry.GetProperty("via").GetString(), Is.EqualTo("session"));
            Assert.That(entry.GetProperty("action").GetString(), Is.EqualTo("ChangeAccountStatus"));
            Assert.That(entry.GetProperty("outcome").GetString(), Is.EqualTo("OK"));
            Assert.That(entry.GetProperty("at").GetString(), Is.EqualTo("2026-03-02T09:00:00Z"));
            Assert.That(entry.GetProperty("address").GetString(), Is.EqualTo("127.0.0.1"));
            Assert.That(entry.GetProperty("request_id").GetString(), Is.EqualTo("lock-ada"));
            Assert.That(entry.GetProperty("payload").GetProperty("is_active").GetBoolean(), Is.False);
            Assert.That(entry.GetProperty("before").GetProperty("is_active").GetBoolean(), Is.True);
            Assert.That(entry.GetProperty("after").GetProperty("is_active").GetBoolean(), Is.False);
        }
    }

    [Test]
    public async Task Refusals_are_seen_and_entries_outlive_the_account()
    {
        var (admin, eve) = (await Admin(), await Server.SignUp("eve"));
        await eve.Client.PutJson($"/admin/users/{eve.Id}/role", new { is_admin = true }).ShouldFail(403, "FORBIDDEN");
        await admin.Client.PutJson("/admin/users/999999999/role", new { is_admin = true }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await admin.Client.Delete($"/admin/users/{eve.Id}").ShouldBeNoContent();

        var tried = (await admin.Client.Get($"/admin/audit?actor={eve.Id}").ShouldBeOk()).EnumerateArray().Single();
        Assert.That(tried.GetProperty("outcome").GetString(), Is.EqualTo("FORBIDDEN"));
        Assert.That(tried.GetProperty("actor_name").GetString(), Is.EqualTo(eve.Username));
        var failed = (await admin.Client.Get($"/admin/audit?actor={admin.Id}&outcome=RESOURCE_NOT_FOUND").ShouldBeOk()).EnumerateArray().Single();
        Assert.That(failed.GetProperty("target_id").GetString(), Is.EqualTo("999999999"));
        var deleted = (await admin.Client.Get($"/admin/audit?action=DeleteAnyAccount&actor={admin.Id}").ShouldBeOk()).EnumerateArray().Single();
        Assert.That(deleted.GetProperty("before").GetProperty("username").GetString(), Is.EqualTo(eve.Username));
        Assert.That(deleted.GetProperty("after").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    /// <summary>Most of it no use case tells: it is what was saved.</summary>
    [Test]
    public async Task Whatever_admins_change_is_told_as_it_was_and_as_it_is()
    {
        await using var server = await TestServer.Start(new Dictionary<string, string?> { ["JOBS_SCHEDULER"] = "true" }, builder => builder.Services.AddTestJobs());
        var (admin, ada) = (await server.SignUp("admin"), await server.SignUp("ada"));
        await server.MakeAdmin(admin);

        // "-" is nothing at all on this side.
        async Task<string> Told(string action, string property)
        {
            var entry = (await admin.Client.Get($"/admin/audit?action={action}&limit=1").ShouldBeOk())[0];
            string Side(string side) => entry.GetProperty(side) is { ValueKind: JsonValueKind.Object } values ? values.GetProperty(property).GetRawText() : "-";
            return $"{Side("before")} > {Side("after")}";
        }

        await admin.Client.PutJson("/admin/jobs/queues/default", new { is_paused = true }).ShouldBeNoContent();
        Assert.That(await Told("PauseQueue", "name"), Is.EqualTo("- > \"default\""));
        await admin.Client.PutJson("/admin/jobs/queues/default", new { is_paused = false }).ShouldBeNoContent();
        Assert.That(await Told("PauseQueue", "name"), Is.EqualTo("\"default\" > -"));
        await Eventually.True(async () => (await admin.Client.PutJson("/admin/jobs/recurring/accounts.delete-expired", new { is_paused = true })).IsSuccessStatusCode);
        Assert.That(await Told("PauseRecurringJob", "is_paused"), Is.EqualTo("false > true"));
        await admin.Client.PutJson("/admin/jobs/recurring/accounts.delete-expired", new { is_paused = false }).ShouldBeNoContent();
        Assert.That(await Told("PauseRecurringJob", "is_paused"), Is.EqualTo("true > false"));

        await admin.Client.PutJson($"/admin/ai/budgets/{ada.Id}", new { monthly_limit_usd = 5 }).ShouldBeOk();
        await admin.Client.PutJson($"/admin/ai/budgets/{ada.Id}", new { monthly_limit_usd = 7, daily_token_limit = 100 }).ShouldBeOk();
        Assert.That(await Told("SetBudget", "monthly_limit"), Does.Match(@"^5(\.0+)? > 7$"));
        Assert.That(await Told("SetBudget", "daily_token_limit"), Is.EqualTo("null > 100"));
        await admin.Client.PutJson("/admin/ai/fallback-models", new { fallback_models = new[] { "openai:gpt-4o" } }).ShouldBeOk();
        Assert.That(await Told("SetFallbackModels", "fallback_models"), Is.EqualTo("null > [\"openai:gpt-4o\"]"));

        var node = $"/admin/ai-clients/{(await admin.Client.PostJson("/admin/ai-clients", new { name = "attic", node_type = "ollama", hostname = "127.0.0.1", port = 1 }).ShouldBeOk()).GetProperty("id").GetInt32()}";
        Assert.That(await Told("CreateNode", "name"), Is.EqualTo("- > \"attic\""));
        await admin.Client.PutJson(node, new { name = "cellar", api_key = "hunter2-hunter2" }).ShouldBeOk();
        Assert.That(await Told("UpdateNode", "name"), Is.EqualTo("\"attic\" > \"cellar\""));
        Assert.That(await Told("UpdateNode", "protected_key"), Is.EqualTo("null > \"***\""));
        await admin.Client.Delete(node).ShouldBeNoContent();
        Assert.That(await Told("DeleteNode", "name"), Is.EqualTo("\"cellar\" > -"));

        await admin.Client.PostJson("/admin/ai/credentials", new { provider = "openai", api_key = "sk-hunter2-hunter2-hunter2", key_name = "ours", shared = true }).ShouldBeOk();
        Assert.That(await Told("StoreCredential", "protected_key"), Is.EqualTo("- > \"***\""));
        await admin.Client.PostJson("/admin/ai/credentials", new { provider = "openai", api_key = "sk-hunter2-hunter2-hunter3", key_name = "theirs", shared = true }).ShouldBeOk();
        Assert.That(await Told("StoreCredential", "key_name"), Is.EqualTo("\"ours\" > \"theirs\""));
        Assert.That(await Told("StoreCredential", "protected_key"), Is.EqualTo("\"***\" > \"***\""));
        await admin.Client.Delete("/admin/ai/credentials/openai?shared=true").ShouldBeNoContent();
        Assert.That(await Told("RemoveCredential", "key_name"), Is.EqualTo("\"theirs\" > -"));

        var job = await JobFixture.Enqueue(server.Services, ada, new FailTimes("audited", 9, "invalid"));
        async Task Dies() => await Eventually.True(async () => (await admin.Client.Get($"/admin/jobs/{job}").ShouldBeOk()).GetProperty("state").GetString() == "dead");
        await Dies();
        await admin.Client.PostJson($"/admin/jobs/{job}/retry", new { }).ShouldBeNoContent();
        Assert.That(await Told("RetryJob", "state"), Is.EqualTo("\"dead\" > \"queued\""));
        await Dies();
        await admin.Client.Delete($"/admin/jobs/{job}").ShouldBeNoContent();
        Assert.That(await Told("DropJob", "type"), Is.EqualTo("\"test.fail\" > -"));
        job = await JobFixture.Enqueue(server.Services, ada, new WriteDown("never"), new() { Delay = TimeSpan.FromDays(1) });
        await admin.Client.PostJson($"/admin/jobs/{job}/cancel", new { }).ShouldBeNoContent();
        Assert.That(await Told("CancelAnyJob", "state"), Is.EqualTo("\"scheduled\" > \"cancelled\""));

        await server.Sql("INSERT INTO outbox (type, stream, payload, created_at, available_at, attempts, parked_at) VALUES ('Parked', 's', '{}', now(), now(), 10, now())");
        var parked = (await admin.Client.Get("/admin/outbox").ShouldBeOk())[0].GetProperty("id").GetInt64();
        await admin.Client.Delete($"/admin/outbox/{parked}").ShouldBeNoContent();
        Assert.That(await Told("DropParkedEvent", "type"), Is.EqualTo("\"Parked\" > -"));

        Assert.That(await server.Sql("SELECT count(*) FROM audit_entries e WHERE e::text LIKE '%hunter%'"), Is.Zero);
        await admin.Client.PutJson("/admin/jobs/queues/default", new { is_paused = false }).ShouldBeNoContent();
        var unchanged = (await admin.Client.Get("/admin/audit?limit=1").ShouldBeOk())[0];
        Assert.That((unchanged.GetProperty("before").ValueKind, unchanged.GetProperty("after").ValueKind), Is.EqualTo((JsonValueKind.Null, JsonValueKind.Null)));
    }

    [Test]
    public async Task No_secret_gets_in()
    {
        var admin = await Admin();
        await admin.Client.PostJson("/admin/users", new { email = "secret@example.org", password = "hunter2-hunter2" });
        await admin.Client.PostJson("/admin/users", new { email = "nonsense", password = "hunter2-hunter2" }).ShouldFail(422, "VALIDATION_ERROR");
        await admin.Client.PostJson("/admin/ai/credentials", new { provider = "openai", api_key = "sk-hunter2-hunter2-hunter2", key_name = "ours" }).ShouldBeOk();
        await admin.Client.PostJson("/admin/ai/credentials", new { provider = "openai", api_key = "hunter2 hunter2", key_name = "sk-hunter2-hunter2" });

        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*), count(*) FILTER (WHERE e::text LIKE '%hunter2%') FROM audit_entries e WHERE actor_id = $1", connection)
        {
            Parameters = { new() { Value = admin.Id } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        Assert.That((reader.GetInt64(0), reader.GetInt64(1)), Is.EqualTo((4L, 0L)));
    }

    [Test]
    public async Task Entries_are_filtered_and_paged_newest_first()
    {
        await using var server = await TestServer.Start();
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        for (var i = 0; i < 3; i++)
        {
            // There are no such queues; attempts are noted, too.
            await admin.Client.PutJson($"/admin/jobs/queues/q{i}", new { is_paused = true }).ShouldFail(404, "RESOURCE_NOT_FOUND");
            server.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        async Task<string?[]> Targets(string query) =>
            [.. (await admin.Client.Get("/admin/audit" + query).ShouldBeOk()).EnumerateArray().Select(e => e.GetProperty("target_id").GetString())];
        Assert.That(await Targets(""), Is.EqualTo(new[] { "q2", "q1", "q0" }));
        var page = await admin.Client.Get("/admin/audit?limit=1").ShouldBeOk();
        Assert.That(await Targets($"?limit=1&before={page[0].GetProperty("id").GetInt64()}"), Is.EqualTo(new[] { "q1" }));
        Assert.That(await Targets("?from=2026-03-02T09:01:00Z&to=2026-03-02T09:02:00Z"), Is.EqualTo(new[] { "q1" }));
        Assert.That(await Targets("?target=jobs/q0"), Is.EqualTo(new[] { "q0" }));
        Assert.That(await Targets("?target=jobs"), Has.Length.EqualTo(3));
        Assert.That(await Targets("?action=RetryJob"), Is.Empty);
    }

    [Test]
    public async Task Only_admins_read_it_and_bad_filters_are_named()
    {
        var (admin, ada) = (await Admin(), await Server.SignUp("ada"));
        await ada.Client.Get("/admin/audit").ShouldFail(403, "FORBIDDEN");
        await Server.Anonymous().Get("/admin/audit").ShouldFail(401, "UNAUTHORIZED");
        await admin.Client.Get("/admin/audit?limit=0").ShouldFail(422, "VALIDATION_ERROR", "limit");
        await admin.Client.Get("/admin/audit?from=yesterday").ShouldFail(422, "VALIDATION_ERROR", "from");
        await admin.Client.Get("/admin/audit?actor=me").ShouldFail(422, "VALIDATION_ERROR", "actor");
    }

    [Test]
    public async Task Old_entries_are_forgotten()
    {
        await using var server = await TestServer.Start(new Dictionary<string, string?> { ["AUDIT_DAYS"] = "30" });
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        await admin.Client.PostJson("/admin/cache/clear", new { }).ShouldBeOk();
        server.Clock.Advance(TimeSpan.FromDays(31));
        await server.Anonymous().PostJson("/auth/login", new { username = admin.Username, password = TestUser.Password }).ShouldBeOk();
        var session = await server.Anonymous().PostJson("/auth/login", new { username = admin.Username, password = TestUser.Password }).ShouldBeOk();
        var client = server.Anonymous().Bearer(session.GetProperty("access_token").GetString());
        await client.PostJson("/admin/jobs/recurring/operations.forget-audit/trigger", new { }).ShouldBeOk();
        await Eventually.True(async () =>
            (await client.Get("/admin/audit").ShouldBeOk()).EnumerateArray().Select(e => e.GetProperty("action").GetString()).SequenceEqual(["TriggerJob"]));
    }

    private async Task<TestUser> Admin()
    {
        var admin = await Server.SignUp("admin");
        await Server.MakeAdmin(admin);
        return admin;
    }
}
