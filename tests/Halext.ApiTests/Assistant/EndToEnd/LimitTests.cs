using Halext.Infrastructure.Assistant.Providers.Resilience;
using Halext.TestKit;
using Halext.TestKit.FakeModels;

namespace Halext.ApiTests.Assistant.EndToEnd;

/// <summary>Budgets, as the provider sees them.</summary>
public sealed class LimitTests : EndToEndTest
{
    protected override Dictionary<string, string?> Settings => new() { ["AI_USER_DAILY_TOKENS"] = "1000" };

    [Test]
    public async Task A_small_budget_makes_answers_shorter_and_then_none()
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says("Yes.").Counts(10, 390), FakeAnswer.Says("Yes.").Counts(10, 390));
        var body = new { prompt = "Hi!", model = "openai:" + model };
        await user.Client.PostJson("/ai/chat", body).ShouldBeOk();
        Assert.That(MaxTokens(Asked(model)[0]), Is.EqualTo(999), "all but the question");
        Assert.That(user.Client.LastStatements.Count(s => !s.StartsWith("-- credential", StringComparison.Ordinal)), Is.EqualTo(3));
        await user.Client.PostJson("/ai/chat", body).ShouldBeOk();
        Assert.That(MaxTokens(Asked(model)[1]), Is.EqualTo(599), "what the first one left");

        // 200 are left: too few to say anything.
        foreach (var path in (string[])["/ai/chat", "/ai/chat/stream", "/ai/stream"])
        {
            var response = await user.Client.PostJson(path, body);
            await Task.FromResult(response).ShouldFail(429, "BUDGET_EXCEEDED");
            Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromHours(15)), "until midnight");
        }

        Assert.That(Asked(model), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task What_the_budget_made_too_short_to_be_used_is_not_paid_for_twice()
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says("{\"labels\":[").Counts(100, 300).IsTooLong());
        await user.Client.PostJson("/ai/tasks/suggest-labels", new { title = "Mend the roof", model = "openai:" + model }).ShouldFail(429, "BUDGET_EXCEEDED");
        Assert.That(Asked(model), Has.Count.EqualTo(1));
        Assert.That(await Ledger(user), Has.Count.EqualTo(1));
    }

    private static int MaxTokens(FakeRequest request) =>
        request.Body.TryGetProperty("max_tokens", out var max) || request.Body.TryGetProperty("max_completion_tokens", out max) ? max.GetInt32() : 0;
}

/// <summary>A model that is down is left alone, and clients are told for how long.</summary>
public sealed class BreakerTests : EndToEndTest
{
    internal override ResilienceTimes Times => new() { RetryDelay = TimeSpan.Zero, BreakerCalls = 2 };

    [Test]
    public async Task An_open_breaker_says_when_to_come_again()
    {
        var user = await Server.SignUp();
        var model = Model([.. Enumerable.Repeat(FakeAnswer.Fails(503), 6)]);
        foreach (var path in (string[])["/ai/chat", "/ai/chat", "/ai/stream"])
        {
            var response = await user.Client.PostJson(path, new { prompt = "Hi", model = "openai:" + model });
            await Task.FromResult(response).ShouldFail(503, "PROVIDER_UNAVAILABLE");
            Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(path == "/ai/stream" ? TimeSpan.FromSeconds(30) : null), path);
        }

        Assert.That(Asked(model), Has.Count.EqualTo(6), "a call after that is not sent");
    }

    [TestCase(429)]
    [TestCase(503)]
    public async Task Nobody_switches_off_other_models_for_others(int status)
    {
        var (ada, bob) = (await Server.SignUp(), await Server.SignUp());
        var model = Model([.. Enumerable.Repeat(FakeAnswer.Fails(status), 20)]);
        for (var i = 0; i < 5; i++)
            await ada.Client.PostJson("/ai/chat", new { prompt = "Hi", model = "openai:" + model }).ShouldFail(503, status == 429 ? "PROVIDER_BUSY" : "PROVIDER_UNAVAILABLE");
        await bob.Client.PostJson("/ai/chat", new { prompt = "Hi", model = "openai:" + Model() }).ShouldBeOk();
        await bob.Client.PostJson("/ai/embeddings", new { text = "Hi", model = "openai:" + Model() }).ShouldBeOk();
        Assert.That((await bob.Client.Get("/ai/models?provider=openai").ShouldBeOk()).GetProperty("models").GetArrayLength(), Is.Positive);
        if (status == 429)
            await bob.Client.PostJson("/ai/chat", new { prompt = "Hi", model = "openai:" + model }).ShouldFail(503, "PROVIDER_BUSY");
    }
}

/// <summary>Machines inside of the operator's network are not called unless the operator opens it.</summary>
public sealed class GuardTests : EndToEndTest
{
    protected override Dictionary<string, string?> Settings => new() { ["OUTGOING_ALLOWED_NETWORKS"] = null };

    [Test]
    public async Task A_machine_in_a_closed_network_is_never_called()
    {
        var (admin, node) = await AddNode();
        var id = node.GetProperty("id").GetInt32();
        Assert.That(node.GetProperty("status").GetString(), Is.EqualTo("error"));
        var model = $"client:{id}:small";
        await admin.Client.PostJson("/ai/chat", new { prompt = "Hi", model }).ShouldFail(422, "MODEL_REFUSED");
        await admin.Client.PostJson("/ai/stream", new { prompt = "Hi", model }).ShouldFail(422, "MODEL_REFUSED");
        await admin.Client.PostAsync(new Uri("/v1/images/generate?prompt=x&model=" + model, UriKind.Relative), null).ShouldFail(422, "MODEL_REFUSED");
        await admin.Client.PostJson($"/admin/ai-clients/{id}/pull-model", new { model_name = "small" }).ShouldFail(422, "MODEL_REFUSED");
        var test = await admin.Client.SendText(HttpMethod.Post, $"/admin/ai-clients/{id}/test", "", "application/json").ShouldBeOk();
        Assert.That(test.GetProperty("message").GetString(), Does.Contain("may not be called"));
        Assert.That(Models.Requests, Is.Empty);
        Assert.That((await Ledger(admin)).Count, Is.Zero);
    }
}
