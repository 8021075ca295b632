using System.Text.Json;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.TestKit;

namespace Halext.ApiTests.Assistant.Providers;

public sealed class ModelTests : AssistantTest
{
    [Test]
    public async Task Without_providers_the_mocks_models_are_listed()
    {
        await Start();
        var list = await (await Server.SignUp()).Client.Get("/ai/models").ShouldBeOk();
        Assert.That(Ids(list), Is.EqualTo(new[] { "mock:llama3.1", "mock:mistral" }));
        Assert.That(list.GetProperty("default_model_id").GetString(), Is.EqualTo("mock:llama3.1"));
        Assert.That(list.GetProperty("credentials").EnumerateArray().Select(c => c.GetProperty("provider").GetString()), Is.EqualTo(new[] { "openai", "gemini" }));
    }

    [Test]
    public async Task All_sources_are_listed_described_and_the_default_comes_first()
    {
        await Start(("OPENAI_API_KEY", "key"), ("OLLAMA_URL", "http://ollama.test:11434"), ("AI_DEFAULT_MODEL", "ollama:llama3.1:8b"));
        Providers.Models["openai"] = [new ProviderModel("gpt-4o", OwnedBy: "openai"), new ProviderModel("whisper-1")];
        Providers.Models["ollama"] = [new ProviderModel("llama3.1:8b", SizeBytes: 5L << 30, ModifiedAt: DateTimeOffset.UnixEpoch)];
        var ada = await Server.SignUp();
        var list = await ada.Client.Get("/ai/models").ShouldBeOk();

        // Vendors list what does not chat, and leave out what does.
        Assert.That(Ids(list)[..2], Is.EqualTo(new[] { "ollama:llama3.1:8b", "openai:gpt-4o" }));
        Assert.That(Ids(list), Does.Contain("openai:gpt-5.1").And.Not.Contain("openai:whisper-1"));
        var (local, cloud) = (list.GetProperty("models")[0], list.GetProperty("models")[1]);
        using (Assert.EnterMultipleScope())
        {
            // Mobile clients read sizes as texts only.
            Assert.That(local.GetProperty("size").GetString(), Is.EqualTo("5.00 GB"));
            Assert.That(local.GetProperty("modified_at").GetString(), Is.EqualTo("1970-01-01T00:00:00Z"));
            Assert.That(local.GetProperty("source").GetString(), Is.EqualTo("local"));
            Assert.That(local.GetProperty("endpoint").ValueKind, Is.EqualTo(JsonValueKind.Null), "the operator's network is not shown");
            Assert.That(cloud.GetProperty("input_cost_per_1m").GetDecimal(), Is.EqualTo(5m));
            Assert.That(cloud.GetProperty("context_window").GetInt32(), Is.EqualTo(128_000));
            Assert.That(cloud.GetProperty("supports_function_calling").GetBoolean(), Is.True);
            Assert.That(cloud.GetProperty("endpoint").GetString(), Is.EqualTo("https://api.openai.com"));
            Assert.That(list.GetProperty("provider").GetString(), Is.EqualTo("ollama"));
            Assert.That(list.GetProperty("current_model").GetString(), Is.EqualTo("llama3.1:8b"));
        }

        Assert.That(Ids(await ada.Client.Get("/ai/models?limit=1").ShouldBeOk()), Is.EqualTo(new[] { "ollama:llama3.1:8b" }));
        var filtered = await ada.Client.Get("/ai/models?provider=OpenAI").ShouldBeOk();
        Assert.That(Ids(filtered), Is.All.StartsWith("openai:"));
        Assert.That(filtered.GetProperty("default_model_id").GetString(), Is.EqualTo("openai:gpt-4o"));
        Assert.That(Ids(await ada.Client.Get("/ai/models?provider=acme").ShouldBeOk()), Is.Empty);
    }

    [Test]
    public async Task A_source_that_fails_leaves_out_its_models_and_says_so()
    {
        await Start(("OPENAI_API_KEY", "key"), ("OLLAMA_URL", "http://ollama.test:11434"));
        Providers.Models["ollama"] = [new ProviderModel("llama3.1")];
        Providers.Failures["openai"] = ProviderFailure.Unauthorized;
        var list = await (await Server.SignUp()).Client.Get("/ai/models").ShouldBeOk();
        Assert.That(Ids(list), Is.EqualTo(new[] { "ollama:llama3.1" }));
        Assert.That(list.GetProperty("unavailable")[0].GetProperty("provider").GetString(), Is.EqualTo("openai"));
    }

    [Test]
    public async Task Lists_are_kept_for_a_minute_and_for_each_key()
    {
        await Start(("OPENAI_API_KEY", "key-of-operator"));
        Providers.Models["openai"] = [new ProviderModel("gpt-4o")];
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        await ada.Client.Get("/ai/models").ShouldBeOk();
        await bob.Client.Get("/ai/models").ShouldBeOk();
        Assert.That(Providers.Listed, Has.Count.EqualTo(1));

        await bob.Client.PostJson("/ai/credentials", new { provider = "openai", api_key = "key-of-bob" }).ShouldBeOk();
        await bob.Client.Get("/ai/models").ShouldBeOk();
        Assert.That(Providers.Listed.Select(l => l.ApiKey), Is.EqualTo(new[] { "key-of-operator", "key-of-bob" }));

        Server.Clock.Advance(TimeSpan.FromSeconds(61));
        await ada.Client.Get("/ai/models").ShouldBeOk();
        Assert.That(Providers.Listed.Last().ApiKey, Is.EqualTo("key-of-operator"));
        Assert.That(Providers.Listed, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Reading_changes_no_default_and_choosing_one_concerns_its_chooser()
    {
        await Start(("OPENAI_API_KEY", "key"), ("OLLAMA_URL", "http://ollama.test:11434"));
        Providers.Models["openai"] = [new ProviderModel("gpt-4o")];
        Providers.Models["ollama"] = [new ProviderModel("llama3.1")];
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        var admin = await SignUpAdmin();
        await ada.Client.Get("/ai/models?provider=ollama").ShouldBeOk();
        Assert.That(await DefaultOf(ada), Is.EqualTo("openai:gpt-4o-mini"));

        await ada.Client.PutJson("/ai/preferences", new { default_model_id = "ollama:llama3.1" }).ShouldBeOk();
        Assert.That(await DefaultOf(ada), Is.EqualTo("ollama:llama3.1"));
        Assert.That(await DefaultOf(bob), Is.EqualTo("openai:gpt-4o-mini"));
        Assert.That((await ada.Client.Get("/ai/preferences").ShouldBeOk()).GetProperty("default_model_id").GetString(), Is.EqualTo("ollama:llama3.1"));

        var set = await admin.Client.PostJson("/admin/ai/default-model", new { default_model_id = "openai:gpt-4o" }).ShouldBeOk();
        Assert.That(set.GetProperty("default_model_id").GetString(), Is.EqualTo("openai:gpt-4o"));
        Assert.That(await DefaultOf(bob), Is.EqualTo("openai:gpt-4o"));
        Assert.That(await DefaultOf(ada), Is.EqualTo("ollama:llama3.1"));
        Assert.That((await Ask(ada)).Value.Model.ToString(), Is.EqualTo("ollama:llama3.1"));

        await admin.Client.PostJson("/admin/ai/default-model", new { default_model_id = "openai:nope" }).ShouldFail(422, "VALIDATION_ERROR", "default_model_id");
        await ada.Client.PutJson("/ai/preferences", new { default_model_id = "gemini:gemini-2.5-pro" }).ShouldFail(422, "VALIDATION_ERROR", "default_model_id");
        await ada.Client.PutJson("/ai/preferences", new { }).ShouldBeOk();
        Assert.That(await DefaultOf(ada), Is.EqualTo("openai:gpt-4o"));

        static async Task<string?> DefaultOf(TestUser user) =>
            (await user.Client.Get("/ai/info").ShouldBeOk()).GetProperty("default_model_id").GetString();
    }

    [Test]
    public async Task Provider_info_names_providers_and_hides_the_operators_network()
    {
        await Start(("GEMINI_API_KEY", "key"), ("OLLAMA_URL", "http://ollama.test:11434"), ("OPENWEBUI_URL", "http://webui.test"), ("OPENWEBUI_PUBLIC_URL", "https://chat.example.org"));
        var ada = await Server.SignUp();
        foreach (var path in (string[])["/ai/info", "/ai/provider-info"])
        {
            var info = await ada.Client.Get(path).ShouldBeOk();
            Assert.That(info.GetProperty("available_providers").EnumerateArray().Select(p => p.GetString()), Is.EqualTo(new[] { "gemini", "ollama-local", "openwebui" }));
            Assert.That(info.GetProperty("ollama_url").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(info.GetProperty("openwebui_public_url").GetString(), Does.StartWith("https://chat.example.org"));
        }

        var admin = await SignUpAdmin();
        Assert.That((await admin.Client.Get("/ai/info").ShouldBeOk()).GetProperty("ollama_url").GetString(), Does.StartWith("http://ollama.test:11434"));
    }

    [Test]
    public async Task A_vendors_list_says_what_is_wrong()
    {
        await Start();
        var admin = await SignUpAdmin();
        var none = await admin.Client.Get("/admin/ai/models/openai").ShouldBeOk();
        Assert.That(none.GetProperty("credentials_configured").GetBoolean(), Is.False);
        Assert.That(none.GetProperty("error").GetString(), Does.Contain("not configured"));

        await admin.Client.PostJson("/admin/ai/credentials", new { provider = "openai", api_key = "sk-1234" }).ShouldBeOk();
        Providers.Failures["openai"] = ProviderFailure.Unauthorized;
        var failed = await admin.Client.Get("/admin/ai/models/openai").ShouldBeOk();
        Assert.That(failed.GetProperty("credentials_configured").GetBoolean(), Is.True);
        Assert.That(failed.GetProperty("error").ValueKind, Is.EqualTo(JsonValueKind.String));

        Providers.Failures.Clear();
        Providers.Models["openai"] = [new ProviderModel("gpt-4o")];
        Server.Clock.Advance(TimeSpan.FromSeconds(11));
        var listed = await admin.Client.Get("/admin/ai/models/openai").ShouldBeOk();
        Assert.That(listed.GetProperty("total_count").GetInt32(), Is.EqualTo(6));
        await admin.Client.Get("/admin/ai/models/acme").ShouldFail(422, "VALIDATION_ERROR", "provider");
    }

    [TestCase(0)]
    [TestCase(501)]
    public async Task The_limit_has_limits(int limit)
    {
        await Start();
        await (await Server.SignUp()).Client.Get($"/ai/models?limit={limit}").ShouldFail(422, "VALIDATION_ERROR", "limit");
    }

    private static string[] Ids(JsonElement list) => [.. list.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("id").GetString()!)];
}
