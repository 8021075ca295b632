using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.TestKit;
using Microsoft.Extensions.AI;

namespace Halext.ApiTests.Assistant.Providers;

public sealed class RoutingTests : AssistantTest
{
    [Test]
    public async Task Without_any_provider_the_mock_answers_and_says_so()
    {
        await Start();
        var ada = await Server.SignUp();
        Assert.That((await Ask(ada)).Value.Model.ToString(), Is.EqualTo("mock:llama3.1"));
        Assert.That((await Ask(ada, "mistral")).Value.Model.ToString(), Is.EqualTo("mock:mistral"));
    }

    [TestCase("AI_DEFAULT_MODEL", "openai:gpt-4o", "openai:gpt-4o")]
    [TestCase("AI_PROVIDER", "openai", "openai:gpt-4o-mini")]
    [TestCase("AI_PROVIDER", "ollama", "ollama:llama3.1")]
    [TestCase("AI_PROVIDER", "anthropic", "openai:gpt-4o-mini")]
    [TestCase("OPENAI_MODEL", "gpt-4.1", "openai:gpt-4.1")]
    [TestCase("AI_OFFLINE", "true", "ollama:llama3.1")]
    public async Task The_operators_default_answers_where_it_is_within_reach(string name, string value, string expected)
    {
        await Start(("OPENAI_API_KEY", "key-of-operator"), ("OLLAMA_URL", "http://ollama.test:11434"), (name, value));
        Assert.That((await Ask(await Server.SignUp())).Value.Model.ToString(), Is.EqualTo(expected));
    }

    [TestCase("openai:gpt-4o", "openai:gpt-4o")]
    [TestCase("gpt-4o", "openai:gpt-4o")]
    [TestCase("ollama-local:llama3.1:8b", "ollama:llama3.1:8b")]
    [TestCase(":", "openai:gpt-4o-mini")]
    [TestCase("acme:best", "openai:gpt-4o-mini")]
    [TestCase("gemini:gemini-2.5-pro", "openai:gpt-4o-mini")]
    [TestCase("client:77:llama3.1", "openai:gpt-4o-mini")]
    [TestCase("client:x", "openai:gpt-4o-mini")]
    [TestCase("openai:unknown", "openai:gpt-4o-mini")]
    [TestCase("mock:mistral", "mock:mistral")]
    public async Task A_model_that_is_not_there_is_replaced_by_the_default_which_the_answer_names(string wanted, string expected)
    {
        await Start(("OPENAI_API_KEY", "key-of-operator"), ("OLLAMA_URL", "http://ollama.test:11434"));
        Assert.That((await Ask(await Server.SignUp(), wanted)).Value.Model.ToString(), Is.EqualTo(expected));
    }

    [TestCase("acme:best")]
    [TestCase("client:77:llama3.1")]
    [TestCase("client:x")]
    [TestCase("openai:unknown")]
    public async Task Where_the_model_is_required_it_is_an_error(string wanted)
    {
        await Start(("OPENAI_API_KEY", "key-of-operator"));
        Assert.That((await Ask(await Server.SignUp(), wanted, requireModel: true)).Error?.Code, Is.EqualTo("MODEL_NOT_FOUND"));
    }

    [TestCase("client:77:llama3.1")]
    [TestCase("client:9999:x")]
    [TestCase("client:")]
    [TestCase("gemini:gemini-2.5-pro")]
    [TestCase("openwebui:llama3.1")]
    public async Task Names_of_others_are_none_of_ollamas(string wanted)
    {
        await Start(("OLLAMA_URL", "http://ollama.test:11434"));
        var ada = await Server.SignUp();
        Assert.That((await Ask(ada, wanted, requireModel: true)).Error?.Code, Is.EqualTo("MODEL_NOT_FOUND"));
        Assert.That((await As(ada, assistant => assistant.Find(wanted, CancellationToken.None))).Error?.Code, Is.EqualTo("MODEL_NOT_FOUND"));
        foreach (var path in (string[])["/models/start", "/models/stop"])
            await ada.Client.PostJson(path, new { model_id = wanted }).ShouldFail(404, "MODEL_NOT_FOUND");
        Assert.That(Providers.Asked, Is.Empty);
        Assert.That((await Ask(ada, "llama3.1:8b", requireModel: true)).Value.Model.ToString(), Is.EqualTo("ollama:llama3.1:8b"));
    }

    [Test]
    public async Task What_is_no_identifier_at_all_is_refused()
    {
        await Start();
        var ada = await Server.SignUp();
        Assert.That((await Ask(ada, new string('x', 201))).Error?.Code, Is.EqualTo("VALIDATION_ERROR"));
        Assert.That((await Ask(ada, "openai:a\nb")).Error?.Code, Is.EqualTo("VALIDATION_ERROR"));
    }

    [TestCase(ProviderFailure.Unreachable, "PROVIDER_UNAVAILABLE")]
    [TestCase(ProviderFailure.Busy, "PROVIDER_BUSY")]
    [TestCase(ProviderFailure.Unauthorized, "PROVIDER_UNAUTHORIZED")]
    [TestCase(ProviderFailure.Refused, "MODEL_REFUSED")]
    public async Task A_provider_that_fails_is_an_error_and_nobody_else_answers(ProviderFailure failure, string code)
    {
        await Start(("OPENAI_API_KEY", "key-of-operator"), ("OLLAMA_URL", "http://ollama.test:11434"));
        Providers.Failures["openai"] = failure;
        Assert.That((await Ask(await Server.SignUp())).Error?.Code, Is.EqualTo(code));
        Assert.That(Providers.Asked.Select(a => a.Provider), Is.EqualTo(new[] { "openai" }));
    }

    [Test]
    public async Task The_configured_list_stands_in_for_a_provider_that_is_out_of_reach()
    {
        await Start(("OPENAI_API_KEY", "key"), ("GEMINI_API_KEY", "key"), ("OLLAMA_URL", "http://ollama.test:11434"),
            ("AI_FALLBACK_MODELS", "anthropic:claude-sonnet-4-5, gemini:gemini-2.5-flash, ollama:llama3.1"));
        var ada = await Server.SignUp();
        Providers.Failures["openai"] = ProviderFailure.Busy;
        Providers.Failures["gemini"] = ProviderFailure.Unreachable;
        Assert.That((await Ask(ada)).Value.Model.ToString(), Is.EqualTo("ollama:llama3.1"));
        Assert.That(Providers.Asked.Select(a => a.Provider), Is.EqualTo(new[] { "openai", "gemini", "ollama" }));

        // Not where asking somebody else is no help against what is wrong.
        Providers.Failures["openai"] = ProviderFailure.Refused;
        Assert.That((await Ask(ada)).Error?.Code, Is.EqualTo("MODEL_REFUSED"));
    }

    [Test]
    public async Task A_model_that_has_just_been_pulled_is_found()
    {
        await Start(("OLLAMA_URL", "http://ollama.test:11434"));
        Providers.Models["ollama"] = [new ProviderModel("old")];
        var ada = await Server.SignUp();
        await ada.Client.Get("/ai/models").ShouldBeOk();
        Providers.Models["ollama"] = [new ProviderModel("old"), new ProviderModel("new")];
        Assert.That((await As(ada, assistant => assistant.Find("ollama:new", CancellationToken.None))).Failed, Is.False);
    }

    [Test]
    public async Task What_a_stand_in_refuses_is_the_next_ones_and_nobodys_fault()
    {
        await Start(("OPENAI_API_KEY", "key"), ("GEMINI_API_KEY", "key"), ("OLLAMA_URL", "http://ollama.test:11434"),
            ("AI_FALLBACK_MODELS", "gemini:gemini-2.5-flash, ollama:unknown, ollama:llama3.1"));
        var ada = await Server.SignUp();
        Providers.Failures["openai"] = ProviderFailure.Busy;
        Providers.Failures["gemini"] = ProviderFailure.Refused;
        Assert.That((await Ask(ada)).Value.Model.ToString(), Is.EqualTo("ollama:llama3.1"));
        Providers.Failures["ollama"] = ProviderFailure.Refused;
        Assert.That((await Ask(ada)).Error?.Code, Is.EqualTo("PROVIDER_BUSY"));
    }

    [Test]
    public async Task A_persons_list_counts_before_that_for_everybody()
    {
        await Start(("OPENAI_API_KEY", "key"), ("GEMINI_API_KEY", "key"), ("OLLAMA_URL", "http://ollama.test:11434"));
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        var admin = await SignUpAdmin();
        Providers.Failures["openai"] = ProviderFailure.Unreachable;
        await admin.Client.PutJson("/admin/ai/fallback-models", new { fallback_models = new[] { "gemini:gemini-2.5-flash" } }).ShouldBeOk();
        await ada.Client.PutJson("/ai/preferences", new { fallback_models = new[] { "ollama:llama3.1" } }).ShouldBeOk();
        Assert.That((await Ask(ada)).Value.Model.Provider, Is.EqualTo("ollama"));
        Assert.That((await Ask(bob)).Value.Model.Provider, Is.EqualTo("gemini"));

        // An empty list means nobody.
        await bob.Client.PutJson("/ai/preferences", new { fallback_models = Array.Empty<string>() }).ShouldBeOk();
        Assert.That((await Ask(bob)).Error?.Code, Is.EqualTo("PROVIDER_UNAVAILABLE"));
        await bob.Client.PutJson("/ai/preferences", new { fallback_models = new[] { "acme:best" } }).ShouldFail(422, "VALIDATION_ERROR", "fallback_models");
        await bob.Client.PutJson("/ai/preferences", new { fallback_models = new[] { "nonsense" } }).ShouldFail(422, "VALIDATION_ERROR", "fallback_models");
    }

    [Test]
    public async Task A_stream_falls_back_before_its_first_piece_and_breaks_off_after_it()
    {
        await Start(("OPENAI_API_KEY", "key"), ("OLLAMA_URL", "http://ollama.test:11434"), ("AI_FALLBACK_MODELS", "ollama:llama3.1"));
        var ada = await Server.SignUp();
        var call = new ModelCall("/ai/stream", [new ChatMessage(ChatRole.User, "Hello?")]);
        Providers.Failures["openai"] = ProviderFailure.Unreachable;
        Assert.That(await As(ada, async assistant =>
        {
            var stream = (await assistant.Stream(call, CancellationToken.None)).Value;
            return $"{stream.Model} {await Text(stream)}";
        }), Is.EqualTo("ollama:llama3.1 word word word word "));

        Providers.Failures.Clear();
        Providers.CutsAfter = 2;
        await As(ada, async assistant =>
        {
            var stream = (await assistant.Stream(call, CancellationToken.None)).Value;
            Assert.That(async () => await Text(stream), Throws.TypeOf<ProviderException>());
            return 0;
        });
        Assert.That(Providers.Asked.Last().Provider, Is.EqualTo("openai"));

        static async Task<string> Text(ModelStream stream)
        {
            var text = "";
            await foreach (var update in stream.Updates)
                text += update.Text;
            return text;
        }
    }

    [Test]
    public async Task Vectors_are_made_by_a_model_that_makes_vectors()
    {
        await Start(("OPENAI_API_KEY", "key"));
        var ada = await Server.SignUp();
        var made = await As(ada, a => a.Embed(new EmbeddingCall("/ai/embeddings", ["one", "two"]), CancellationToken.None));
        Assert.That(made.Value.Model.ToString(), Is.EqualTo("openai:text-embedding-3-small"));
        Assert.That(made.Value.Vectors, Has.Count.EqualTo(2));
    }
}
