using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.TestKit;

namespace Halext.ApiTests.Assistant.Completions;

public sealed class CompletionModelTests : AssistantTest
{
    [Test]
    public async Task The_mock_is_called_by_its_names_only()
    {
        await Start();
        var user = await Server.SignUp();
        var list = await user.Client.Get("/v1/models").ShouldBeOk();
        Assert.That(Ids(list), Is.EqualTo(new[] { "mock:llama3.1", "mock:mistral" }));
        foreach (var model in Ids(list).Append("mistral"))
            await user.Client.PostJson("/v1/chat/completions", Question(model)).ShouldBeOk();
        foreach (var model in (string[])["gpt-4o", "mock:gpt-4o", "openai:gpt-4o", "acme:x", "client:7:x"])
        {
            await user.Client.PostJson("/v1/chat/completions", Question(model)).ShouldFail(404, "MODEL_NOT_FOUND");
            await user.Client.PostJson("/v1/embeddings", new { model, input = "x" }).ShouldFail(404, "MODEL_NOT_FOUND");
            await user.Client.Get("/v1/models/" + model).ShouldFail(404, "MODEL_NOT_FOUND");
        }
    }

    [Test]
    public async Task Everybody_sees_the_models_that_their_own_keys_open()
    {
        await Start();
        Providers.Models["openai"] = [new ProviderModel("gpt-4o", ModifiedAt: DateTimeOffset.FromUnixTimeSeconds(1_700_000_000))];
        var (ada, bob) = (await Server.SignUp(), await Server.SignUp());
        await ada.Client.PostJson("/ai/credentials", new { provider = "openai", api_key = "key-of-ada" }).ShouldBeOk();
        Assert.That(Ids(await ada.Client.Get("/v1/models/").ShouldBeOk()), Has.Member("openai:gpt-4o"));
        Assert.That(Ids(await bob.Client.Get("/v1/models").ShouldBeOk()), Has.None.StartsWith("openai:"));
        var model = await ada.Client.Get("/api/v1/models/openai%3Agpt-4o/").ShouldBeOk();
        Assert.That(model.GetRawText(), Is.EqualTo("""{"id":"openai:gpt-4o","object":"model","created":1700000000,"owned_by":"openai"}"""));
        Assert.That((await ada.Client.Get("/v1/models/gpt-4o").ShouldBeOk()).Text("id"), Is.EqualTo("openai:gpt-4o"), "a bare name is one of the default's provider");
        await bob.Client.Get("/v1/models/openai:gpt-4o").ShouldFail(404, "MODEL_NOT_FOUND");
        await ada.Client.Get("/v1/models/" + new string('x', 201)).ShouldFail(422, "VALIDATION_ERROR", "id");
    }

    [Test]
    public async Task A_source_that_does_not_answer_may_have_the_model()
    {
        await Start(("OPENAI_API_KEY", "key"));
        Providers.Failures["openai"] = ProviderFailure.Unreachable;
        var user = await Server.SignUp();
        await user.Client.Get("/v1/models/openai:gpt-4o").ShouldFail(503, "PROVIDER_UNAVAILABLE");
        Assert.That(Ids(await user.Client.Get("/v1/models").ShouldBeOk()), Is.Empty);
    }

    private static object Question(string model) => new { model, messages = new[] { new { role = "user", content = "Hi" } } };

    private static string[] Ids(JsonElement list) => [.. list.GetProperty("data").EnumerateArray().Select(m => m.Text("id"))];
}
