using System.Net;
using System.Text.Json;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Assistant.Nodes;

public sealed class NodeTests : AssistantTest
{
    [Test]
    public async Task A_node_is_looked_at_when_it_is_registered()
    {
        await Start();
        Providers.Models["client"] = [new ProviderModel("llama3.1:8b"), new ProviderModel("mistral")];
        var admin = await SignUpAdmin();
        var node = await admin.Client.PostJson("/admin/ai-clients", new
        {
            name = " den ", node_type = "Ollama", hostname = "Den.Example.org", node_metadata = new { gpu = "RTX", ram = 64, tags = new[] { "a" } },
        }).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(node.GetProperty("name").GetString(), Is.EqualTo("den"));
            Assert.That(node.GetProperty("base_url").GetString(), Is.EqualTo("http://den.example.org:11434"));
            Assert.That(node.GetProperty("status").GetString(), Is.EqualTo("online"));
            Assert.That(node.GetProperty("last_seen_at").GetString(), Is.EqualTo("2026-03-02T09:00:00Z"));
            Assert.That(node.GetProperty("owner_id").GetInt32(), Is.EqualTo(admin.Id));

            // Mobile clients read maps of texts.
            Assert.That(node.GetProperty("capabilities").GetProperty("models").GetString(), Is.EqualTo("llama3.1:8b, mistral"));
            Assert.That(node.GetProperty("capabilities").GetProperty("model_count").GetString(), Is.EqualTo("2"));
            Assert.That(
                node.GetProperty("node_metadata").EnumerateObject().Select(p => (p.Name, p.Value.GetString())),
                Is.EqualTo(new[] { ("gpu", "RTX"), ("ram", "64"), ("tags", """["a"]""") }));
        }

        var id = node.GetProperty("id").GetInt32();
        Assert.That((await admin.Client.Get($"/admin/ai-clients/{id}/models").ShouldBeOk()).GetProperty("models").GetArrayLength(), Is.EqualTo(2));
        var changed = await admin.Client.PutJson($"/admin/ai-clients/{id}", new { name = "attic", is_public = true }).ShouldBeOk();
        Assert.That(changed.GetProperty("name").GetString(), Is.EqualTo("attic"));
        Assert.That(changed.GetProperty("is_public").GetBoolean(), Is.True);
        Assert.That(changed.GetProperty("node_metadata").GetProperty("gpu").GetString(), Is.EqualTo("RTX"));
        Assert.That((await admin.Client.Get("/admin/ai-clients").ShouldBeOk()).GetArrayLength(), Is.EqualTo(1));
        await admin.Client.Delete($"/admin/ai-clients/{id}").ShouldBeNoContent();
        await admin.Client.Get($"/admin/ai-clients/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_test_notes_what_it_finds()
    {
        await Start();
        var admin = await SignUpAdmin();
        Providers.Failures["client"] = ProviderFailure.Unreachable;
        var id = await Register(admin, isPublic: false);
        var offline = await admin.Client.SendText(HttpMethod.Post, $"/admin/ai-clients/{id}/test", "", "application/json").ShouldBeOk();
        Assert.That(offline.GetProperty("status").GetString(), Is.EqualTo("offline"));
        Assert.That(offline.GetProperty("online").GetBoolean(), Is.False);
        Assert.That((await admin.Client.Get($"/admin/ai-clients/{id}").ShouldBeOk()).GetProperty("status").GetString(), Is.EqualTo("offline"));

        Providers.Failures.Clear();
        Providers.Models["client"] = [new ProviderModel("llama3.1")];
        Assert.That(
            (await admin.Client.SendText(HttpMethod.Post, $"/admin/ai-clients/{id}/test", "", "application/json").ShouldBeOk()).GetProperty("model_count").GetInt32(),
            Is.EqualTo(1));
        await admin.Client.SendText(HttpMethod.Post, "/admin/ai-clients/9999/test", "", "application/json").ShouldFail(404, "RESOURCE_NOT_FOUND");

        var all = await admin.Client.SendText(HttpMethod.Post, "/admin/ai-clients/health-check-all", "", "application/json").ShouldBeOk();
        Assert.That(all.GetProperty("results")[0].EnumerateObject().Select(p => p.Value.ValueKind), Is.All.EqualTo(JsonValueKind.String));
        Assert.That(all.GetProperty("results")[0].GetProperty("online").GetString(), Is.EqualTo("true"));
    }

    [Test]
    public async Task An_ollama_node_takes_orders_about_its_models()
    {
        await Start();
        var admin = await SignUpAdmin();
        var id = await Register(admin, isPublic: false);
        Providers.Models["client"] = [new ProviderModel("phi4")];

        var pulled = await admin.Client.PostJson($"/admin/ai-clients/{id}/pull-model", new { model_name = " phi4 " }).ShouldBeOk();
        Assert.That(pulled.GetProperty("status").GetString(), Is.EqualTo("success"));
        Assert.That((await admin.Client.Get($"/admin/ai-clients/{id}/models").ShouldBeOk()).GetProperty("models")[0].GetString(), Is.EqualTo("phi4"));
        Assert.That((await admin.Client.Get($"/admin/ai-clients/{id}/info").ShouldBeOk()).GetProperty("version").GetString(), Is.EqualTo("0.12.0"));

        await admin.Client.PostJson($"/admin/ai-clients/{id}/delete-model", new { model_name = "phi4" }).ShouldBeOk();
        Assert.That(Providers.Host.Orders, Is.EqualTo(new[] { "pull phi4", "delete phi4" }));

        await admin.Client.PostJson($"/admin/ai-clients/{id}/delete-model", new { model_name = "gone" }).ShouldFail(404, "MODEL_NOT_FOUND");
        await admin.Client.PostJson($"/admin/ai-clients/{id}/pull-model", new { model_name = "../etc/passwd" }).ShouldFail(422, "VALIDATION_ERROR", "model_name");
        await admin.Client.PostJson("/admin/ai-clients/9999/pull-model", new { model_name = "phi4" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_job_pulls_and_tells_how_far_it_is()
    {
        await Start();
        var admin = await SignUpAdmin();
        var id = await Register(admin, isPublic: false);
        var gate = new TaskCompletionSource();
        Providers.Host.AtQuarter = () => gate.Task;
        Providers.Models["client"] = [new ProviderModel("phi4")];
        await using var socket = await TestSocket.Connect(Server, "/v1/realtime/ws", admin.AccessToken);
        await socket.Receive("connection");

        var path = $"/admin/ai-clients/{id}/pull-model?wait=false";
        var queued = await admin.Client.PostJson(path, new { model_name = " phi4 " }).Should(HttpStatusCode.Accepted);
        Assert.That(queued.GetProperty("status").GetString(), Is.EqualTo("queued"));
        var job = queued.GetProperty("job_id").GetString();
        var again = await admin.Client.PostJson(path, new { model_name = "phi4" }).Should(HttpStatusCode.Accepted);
        Assert.That(again.GetProperty("job_id").GetString(), Is.EqualTo(job), "it is pulled once");

        await Eventually.True(async () =>
        {
            var running = await admin.Client.Get($"/jobs/{job}").ShouldBeOk();
            return running.GetProperty("progress").GetInt32() == 25 && running.GetProperty("progress_text").GetString() == "pulling 1f";
        });
        var pushed = (await socket.Receive("event")).GetRawText();
        Assert.That(pushed, Does.Contain(job));
        gate.SetResult();
        JsonElement done = default;
        await Eventually.True(async () => (done = await admin.Client.Get($"/jobs/{job}").ShouldBeOk()).GetProperty("state").GetString() == "succeeded");
        Assert.That(done.GetProperty("result").GetProperty("message").GetString(), Is.EqualTo("Pulled 'phi4' on den."));
        Assert.That(Providers.Host.Orders, Is.EqualTo(new[] { "pull phi4" }));
        Assert.That((await admin.Client.Get($"/admin/ai-clients/{id}/models").ShouldBeOk()).GetProperty("models")[0].GetString(), Is.EqualTo("phi4"));

        await admin.Client.PostJson("/admin/ai-clients/9999/pull-model?wait=false", new { model_name = "phi4" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await admin.Client.PostJson(path, new { model_name = "../etc/passwd" }).ShouldFail(422, "VALIDATION_ERROR", "model_name");
        await (await Server.SignUp()).Client.PostJson(path, new { model_name = "phi4" }).ShouldFail(403, "FORBIDDEN");
    }

    [Test]
    public async Task A_node_that_goes_while_it_pulls_is_not_found()
    {
        await Start();
        var admin = await SignUpAdmin();
        var id = await Register(admin, isPublic: false);
        Providers.Host.AtQuarter = () => Execute($"DELETE FROM client_nodes WHERE id = {id}");
        await admin.Client.PostJson($"/admin/ai-clients/{id}/pull-model", new { model_name = "phi4" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task All_nodes_are_looked_at_whatever_one_of_them_does()
    {
        await Start();
        Providers.Models["client"] = [new ProviderModel("llama3.1")];
        var admin = await SignUpAdmin();
        foreach (var name in (string[])["bad", "gone", "good"])
            await admin.Client.PostJson("/admin/ai-clients", new { name, node_type = "ollama", hostname = name + ".example.org" }).ShouldBeOk();

        // One fails as nothing should, and one is deleted while it is looked at.
        Providers.OnList = address =>
        {
            if (address.Host == "bad.example.org")
                throw new InvalidOperationException("a bug");
            if (address.Host == "gone.example.org")
                Execute("DELETE FROM client_nodes WHERE name = 'gone'").GetAwaiter().GetResult();
        };
        await CheckAll();
        Assert.That(await Statuses(), Is.EqualTo(new[] { ("bad", "error"), ("good", "online") }));

        // A node that comes back is found without anybody's doing.
        Providers.OnList = _ => { };
        await CheckAll();
        Assert.That(await Statuses(), Is.EqualTo(new[] { ("bad", "online"), ("good", "online") }));

        // To its end: while it runs, another trigger is the same job.
        async Task CheckAll()
        {
            var job = (await admin.Client.PostJson("/admin/jobs/recurring/assistant.check-nodes/trigger", new { }).ShouldBeOk()).GetProperty("id").GetString();
            await Eventually.True(async () => (await admin.Client.Get($"/admin/jobs/{job}").ShouldBeOk()).GetProperty("state").GetString() == "succeeded");
        }

        async Task<IEnumerable<(string, string)>> Statuses() =>
            (await admin.Client.Get("/admin/ai-clients").ShouldBeOk()).EnumerateArray().Select(n => (n.GetProperty("name").GetString()!, n.GetProperty("status").GetString()!));
    }

    [Test]
    public async Task A_private_node_is_its_owners_and_a_public_one_everybodys()
    {
        await Start();
        Providers.Models["client"] = [new ProviderModel("llama3.1:8b")];
        var admin = await SignUpAdmin();
        var ada = await Server.SignUp();
        var id = await Register(admin, isPublic: false);
        var model = $"client:{id}:llama3.1:8b";

        Assert.That((await Ask(admin, model, requireModel: true)).Value.Model.ToString(), Is.EqualTo(model));
        Assert.That((await Ask(admin)).Value.Model.ToString(), Is.EqualTo(model), "there is nobody else to ask");
        Assert.That(await Ids(admin), Does.Contain(model));
        Assert.That((await Ask(ada, model, requireModel: true)).Error?.Code, Is.EqualTo("MODEL_NOT_FOUND"));
        Assert.That((await Ask(ada, model)).Value.Model.ToString(), Is.EqualTo("mock:llama3.1"));
        Assert.That(await Ids(ada), Does.Not.Contain(model));

        await admin.Client.PutJson($"/admin/ai-clients/{id}", new { is_public = true }).ShouldBeOk();
        Assert.That((await Ask(ada, model, requireModel: true)).Value.Model.ToString(), Is.EqualTo(model));
        var listed = (await ada.Client.Get("/ai/models").ShouldBeOk()).GetProperty("models")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed.GetProperty("id").GetString(), Is.EqualTo(model));
            Assert.That(listed.GetProperty("provider").GetString(), Is.EqualTo("ollama"));
            Assert.That(listed.GetProperty("source").GetString(), Is.EqualTo("client"));
            Assert.That(listed.GetProperty("node_id").GetInt32(), Is.EqualTo(id));
            Assert.That(listed.GetProperty("endpoint").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }

        await admin.Client.PutJson($"/admin/ai-clients/{id}", new { is_active = false }).ShouldBeOk();
        Assert.That((await Ask(ada, model, requireModel: true)).Error?.Code, Is.EqualTo("MODEL_NOT_FOUND"));
        Assert.That(await Ids(admin), Does.Not.Contain(model));
    }

    [Test]
    public async Task A_nodes_key_opens_it_and_is_never_shown()
    {
        const string Key = "sk-of-the-den-0123456789";
        await Start();
        Providers.Models["client"] = [new ProviderModel("llama3.1")];
        var admin = await SignUpAdmin();
        var node = await admin.Client.PostJson("/admin/ai-clients", new { name = "den", node_type = "openwebui", hostname = "den.example.org", api_key = Key }).ShouldBeOk();
        var id = node.GetProperty("id").GetInt32();
        Assert.That(node.GetProperty("has_api_key").GetBoolean(), Is.True);
        Assert.That(node.GetRawText(), Does.Not.Contain(Key));
        await Ask(admin, $"client:{id}:llama3.1", requireModel: true);
        await admin.Client.PutJson($"/admin/ai-clients/{id}", new { name = "attic" }).ShouldBeOk();
        await Ids(admin);
        Assert.That(Providers.Listed.Concat(Providers.Asked.Select(a => (a.Provider, a.ApiKey))), Is.All.EqualTo(("client", Key)));
        Assert.That(await Stored(), Does.Not.Contain(Key));

        // Sent to another machine it would be given away.
        await Execute("UPDATE client_nodes SET hostname = 'evil.example.org'");
        Assert.That((await Ask(admin, $"client:{id}:llama3.1", requireModel: true)).Error?.Code, Is.EqualTo("CREDENTIAL_UNREADABLE"));
        var test = await admin.Client.SendText(HttpMethod.Post, $"/admin/ai-clients/{id}/test", "", "application/json").ShouldBeOk();
        Assert.That(test.GetProperty("status").GetString(), Is.EqualTo("error"));
        Assert.That((await admin.Client.Get("/ai/models").ShouldBeOk()).GetProperty("unavailable")[0].GetProperty("node_id").GetInt32(), Is.EqualTo(id));

        var opened = await admin.Client.PutJson($"/admin/ai-clients/{id}", new { api_key = "" }).ShouldBeOk();
        Assert.That(opened.GetProperty("has_api_key").GetBoolean(), Is.False);
        await Ask(admin, $"client:{id}:llama3.1", requireModel: true);
        Assert.That(Providers.Asked.Last().ApiKey, Is.Null);
        await admin.Client.PutJson($"/admin/ai-clients/{id}", new { api_key = "two words" }).ShouldFail(422, "VALIDATION_ERROR", "api_key");

        async Task<string?> Stored() => (string?)await Execute("SELECT protected_key FROM client_nodes");
    }

    [Test]
    public async Task A_node_that_was_not_seen_for_half_an_hour_is_not_listed()
    {
        await Start();
        Providers.Models["client"] = [new ProviderModel("llama3.1")];
        var admin = await SignUpAdmin();
        var id = await Register(admin, isPublic: true);
        Providers.Failures["client"] = ProviderFailure.Unreachable;
        await admin.Client.SendText(HttpMethod.Post, $"/admin/ai-clients/{id}/test", "", "application/json").ShouldBeOk();
        var list = await admin.Client.Get("/ai/models").ShouldBeOk();
        Assert.That(list.GetProperty("unavailable")[0].GetProperty("node_id").GetInt32(), Is.EqualTo(id));

        Server.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.That((await admin.Client.Get("/ai/models").ShouldBeOk()).GetProperty("unavailable").GetArrayLength(), Is.Zero);
    }

    [TestCase("""{"node_type":"ollama","hostname":"h"}""", "name")]
    [TestCase("""{"name":"n","node_type":"vllm","hostname":"h"}""", "node_type")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"http://h"}""", "hostname")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"h:80"}""", "hostname")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"h/path"}""", "hostname")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"user@h"}""", "hostname")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"a b"}""", "hostname")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"h","port":0}""", "port")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"h","port":65536}""", "port")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"h","node_metadata":[1]}""", "node_metadata")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"h","node_metadata":{"a":"\u0000"}}""", "node_metadata")]
    [TestCase("""{"name":"n","node_type":"ollama","hostname":"h","node_metadata":{"a":"\ud800"}}""", "node_metadata")]
    public async Task A_bad_node_names_its_field(string body, string field)
    {
        await Start();
        var admin = await SignUpAdmin();
        await admin.Client.SendText(HttpMethod.Post, "/admin/ai-clients", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        Assert.That((await admin.Client.Get("/admin/ai-clients").ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Nodes_are_for_administrators()
    {
        await Start();
        var admin = await SignUpAdmin();
        var id = await Register(admin, isPublic: true);
        var ada = await Server.SignUp();
        await ada.Client.Get("/admin/ai-clients").ShouldFail(403, "FORBIDDEN");
        await ada.Client.Get($"/admin/ai-clients/{id}").ShouldFail(403, "FORBIDDEN");
        await ada.Client.PostJson("/admin/ai-clients", new { name = "n", node_type = "ollama", hostname = "h" }).ShouldFail(403, "FORBIDDEN");
    }

    private async Task<object?> Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<int> Register(TestUser admin, bool isPublic) =>
        (await admin.Client.PostJson("/admin/ai-clients", new { name = "den", node_type = "ollama", hostname = "den.example.org", is_public = isPublic }).ShouldBeOk())
        .GetProperty("id").GetInt32();

    private static async Task<string?[]> Ids(TestUser user) =>
        [.. (await user.Client.Get("/ai/models").ShouldBeOk()).GetProperty("models").EnumerateArray().Select(m => m.GetProperty("id").GetString())];
}
