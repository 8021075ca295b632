using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.TestKit;

namespace Halext.ApiTests.Workbench.Models;

public sealed class WorkbenchModelTests : WorkbenchTest
{
    protected override bool KnowsModels => false;

    [Test]
    public async Task The_list_says_what_is_loaded_and_whether_anybody_had_to_be_asked()
    {
        var ada = await Server.SignUp();
        var list = await ada.Client.Get("/models/available").ShouldBeOk();
        Assert.That(list.GetProperty("cache_hit").GetBoolean(), Is.False, "nobody knew it yet");
        Assert.That(list.Text("timestamp"), Is.EqualTo("2026-03-02T09:00:00Z"));
        var first = Model(list, "ollama:llama2:7b");
        Assert.That(first.EnumerateObject().Select(p => p.Name), Is.SupersetOf(new[]
        {
            "id", "name", "size", "status", "running", "metadata", "provider", "is_active", "description", "context_window", "capabilities", "tags",
        }));
        Assert.That((first.Text("status"), first.Text("size"), first.Text("provider")), Is.EqualTo(("available", "4.38 GB", "ollama")));

        Models.Loaded = ["llama2:7b"];
        list = await ada.Client.Get("/models/available").ShouldBeOk();
        Assert.That(list.GetProperty("cache_hit").GetBoolean(), Is.True);
        Assert.That((Model(list, "ollama:llama2:7b").Text("status"), Model(list, "ollama:llama2:7b").GetProperty("running").GetBoolean()), Is.EqualTo(("running", true)));
        list = await ada.Client.Get("/models/available?use_cache=false").ShouldBeOk();
        Assert.That(list.GetProperty("cache_hit").GetBoolean(), Is.False);
        Assert.That(Models.Requests.Count(r => r.Path == "/api/tags"), Is.EqualTo(2));
        await Server.Anonymous().Get("/models/available").ShouldFail(401, "UNAUTHORIZED");
        await ada.Client.Get($"/models/available?provider={new string('x', 201)}").ShouldFail(422, "VALIDATION_ERROR", "provider");
    }

    [Test]
    public async Task An_Ollama_that_is_down_keeps_what_it_had_as_unknown()
    {
        var ada = await Server.SignUp();
        await ada.Client.Get("/models/available").ShouldBeOk();
        await StopModels();
        Server.Clock.Advance(TimeSpan.FromMinutes(2));
        var list = await ada.Client.Get("/models/available").ShouldBeOk();
        Assert.That(list.GetProperty("models").EnumerateArray().Select(m => m.Text("status")), Is.EqualTo(new[] { "unknown", "unknown" }));
        Assert.That(Model(list, "ollama:llama2:7b").GetProperty("is_active").GetBoolean(), Is.False);
        var status = await ada.Client.Get("/models/ollama:llama2:7b/status").ShouldBeOk();
        Assert.That((status.Text("status"), status.GetProperty("last_error").ValueKind), Is.EqualTo(("unknown", JsonValueKind.String)));
        var admin = await SignUpAdmin();
        await admin.Client.PostJson("/models/start", new { model_id = "llama2:7b" }).ShouldFail(503, "PROVIDER_UNAVAILABLE");
        await admin.Client.PostJson("/models/stop", new { model_id = "llama2:7b" }).ShouldFail(503, "PROVIDER_UNAVAILABLE");
    }

    [TestCase("ollama:llama2:7b", "ollama:llama2:7b")]
    [TestCase("llama2:7b", "ollama:llama2:7b")]
    [TestCase("ollama:library/mini:1b", "ollama:library/mini:1b")]
    [TestCase("ollama:library%2Fmini:1b", "ollama:library/mini:1b")]
    [TestCase("ollama%3Alibrary%2Fmini%3A1b", "ollama:library/mini:1b")]
    public async Task Administrators_start_and_stop_models_and_everybody_sees_how_they_are(string path, string id)
    {
        var (admin, ada) = (await SignUpAdmin(), await Server.SignUp());
        Assert.That((await Status()).Text("status"), Is.EqualTo("available"));
        var started = await admin.Client.PostJson("/models/start", new { model_id = id }).Should(System.Net.HttpStatusCode.Accepted);
        Assert.That((started.Text("model_id"), started.Text("status"), started.GetProperty("success").GetBoolean()), Is.EqualTo((id, "running", true)));
        var running = await Status();
        Assert.That((running.Text("model_id"), running.Text("status"), running.GetProperty("running").GetBoolean(), running.Text("size")), Is.EqualTo((id, "running", true, "4.66 GB")));
        Assert.That(running.Text("expires_at"), Is.EqualTo("2026-03-02T09:00:00Z"));

        foreach (var order in (string[])["start", "stop"])
        {
            await ada.Client.PostJson("/models/" + order, new { model_id = id }).ShouldFail(403, "FORBIDDEN");
            await Server.Anonymous().PostJson("/models/" + order, new { model_id = id }).ShouldFail(401, "UNAUTHORIZED");
        }

        var stopped = await admin.Client.PostJson("/models/stop", new { model_id = id }).Should(System.Net.HttpStatusCode.Accepted);
        Assert.That(stopped.Text("status"), Is.EqualTo("stopped"));
        Assert.That(Models.Loaded, Is.Empty);
        Assert.That((await Status()).GetProperty("running").GetBoolean(), Is.False);

        Task<JsonElement> Status() => ada.Client.Get($"/models/{path}/status").ShouldBeOk();
    }

    [Test]
    public async Task Models_that_do_not_exist_or_run_nowhere_are_refused()
    {
        var admin = await SignUpAdmin();
        foreach (var order in (string[])["start", "stop"])
        {
            await admin.Client.PostJson("/models/" + order, new { model_id = "ollama:nope" }).ShouldFail(404, "MODEL_NOT_FOUND");
            await admin.Client.PostJson("/models/" + order, new { model_id = "client:7:nope" }).ShouldFail(404, "MODEL_NOT_FOUND");
            await admin.Client.PostJson("/models/" + order, new { model_id = "mock:llama3.1" }).ShouldFail(422, "MODEL_NOT_STARTABLE");
            await admin.Client.PostJson("/models/" + order, new { }).ShouldFail(422, "VALIDATION_ERROR", "model_id");
        }

        await admin.Client.Get("/models/ollama:nope/status").ShouldFail(404, "MODEL_NOT_FOUND");
        await admin.Client.Get("/models/a/b").ShouldFail(404, "MODEL_NOT_FOUND");
        await Server.Anonymous().Get("/models/ollama:llama2:7b/status").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Get("/models/ollama:library/mini:1b/status").ShouldFail(401, "UNAUTHORIZED");
    }

    private async Task<TestUser> SignUpAdmin()
    {
        var admin = await Server.SignUp("admin");
        await Server.MakeAdmin(admin);
        return admin;
    }

    private static JsonElement Model(JsonElement list, string id) => list.GetProperty("models").EnumerateArray().Single(m => m.Text("id") == id);
}
