using System.Text.Json;
using Halext.TestKit;
using Halext.TestKit.FakeModels;

namespace Halext.ApiTests.Assistant.EndToEnd;

/// <summary>What a client of OpenAI's API says, as the provider sees it, and the other way round.</summary>
public sealed class DialectTests : EndToEndTest
{
    private const string Chat = "/v1/chat/completions";

    [TestCase("{\"a\": tru")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public async Task What_an_answer_says_can_be_sent_back(string arguments)
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Uses("not offered", arguments).IsTooLong(), FakeAnswer.Says("Again."));
        object[] messages = [new { role = "user", content = "Hi" }];
        var answer = await user.Client.PostJson(Chat, new { model = "openai:" + model, messages }).ShouldBeOk();
        var said = answer.GetProperty("choices")[0].GetProperty("message");
        Assert.That(said.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString(), Is.EqualTo(arguments));

        messages = [.. messages, said, new { role = "tool", tool_call_id = said.GetProperty("tool_calls")[0].GetProperty("id"), content = "No." }];
        await user.Client.PostJson(Chat, new { model = "openai:" + model, messages }).ShouldBeOk();
        var sent = Asked(model)[1].Body.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function");
        Assert.That(sent.GetProperty("arguments").GetString(), Is.EqualTo(arguments));
    }

    [Test]
    public async Task Vectors_that_are_not_there_are_a_failure([Values("openai", "ollama")] string provider)
    {
        var user = await Server.SignUp();
        foreach (var vectors in (float[][][])[[], [[1, 2]], [[], []]])
        {
            var model = Model(FakeAnswer.Vectors(vectors), FakeAnswer.Vectors(vectors));
            await user.Client.PostJson("/ai/embeddings", new { texts = new[] { "a", "b" }, model = $"{provider}:{model}" }).ShouldFail(503, "PROVIDER_UNAVAILABLE");
            await user.Client.PostJson("/v1/embeddings", new { input = new[] { "a", "b" }, model = $"{provider}:{model}" }).ShouldFail(503, "PROVIDER_UNAVAILABLE");
        }
    }

    [Test]
    public async Task Servers_inside_of_the_network_fetch_no_pictures([Values("openai", "anthropic", "ollama")] string provider)
    {
        var user = await Server.SignUp();
        var model = Model();
        var picture = new { type = "image_url", image_url = new { url = "http://169.254.169.254/latest/meta-data/" } };
        foreach (var stream in (bool[])[false, true])
        {
            await user.Client.PostJson(Chat, new { model = $"{provider}:{model}", stream, messages = new[] { new { role = "user", content = new[] { picture } } } })
                .ShouldFail(422, "MODEL_REFUSED");
        }

        Assert.That(Asked(model), Is.Empty);
    }

    [Test]
    public async Task Large_counts_are_told_and_charged()
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says("Hi.").Counts(2_000_000_000, 3_000_000_000).EndsOddly());
        var answer = await user.Client.PostJson(Chat, new { model = "ollama:" + model, messages = new[] { new { role = "user", content = "Hi" } } }).ShouldBeOk();
        Assert.That(answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString(), Is.EqualTo("stop"));
        Assert.That(answer.GetProperty("usage").GetProperty("total_tokens").GetInt32(), Is.EqualTo(int.MaxValue));
        Assert.That((await Ledger(user, 1))[0].Completion, Is.EqualTo(int.MaxValue));
    }
}

/// <summary>Whatever is sent is paid for.</summary>
public sealed class SchemaBudgetTests : EndToEndTest
{
    protected override Dictionary<string, string?> Settings => new() { ["AI_USER_DAILY_TOKENS"] = "12000" };

    [Test]
    public async Task Schemas_count_against_the_budget()
    {
        var user = await Server.SignUp();
        var model = Model();
        var schema = new { type = "object", title = new string('x', 60_000) };
        var body = new
        {
            model = "openai:" + model, max_tokens = 16, messages = new[] { new { role = "user", content = "Hi" } },
            response_format = new { type = "json_schema", json_schema = new { name = "long", schema } },
        };
        await user.Client.PostJson("/v1/chat/completions", body).ShouldFail(429, "BUDGET_EXCEEDED");
        Assert.That(Asked(model), Is.Empty);
    }
}
