using System.Text;
using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.Domain.Assistant;
using Halext.TestKit;
using Halext.TestKit.FakeModels;

namespace Halext.ApiTests.Assistant.EndToEnd;

/// <summary>What holds for every kind of provider.</summary>
[TestFixture(ProviderKeys.OpenAi)]
[TestFixture(ProviderKeys.Anthropic)]
[TestFixture(ProviderKeys.Ollama)]
[TestFixture(ProviderKeys.Client)]
public sealed class VendorTests(string provider) : EndToEndTest
{
    private static readonly string[] Streams = ["/ai/chat/stream", "/ai/stream"];

    private string _prefix = provider + ":";

    [OneTimeSetUp]
    public async Task RegisterTheNode()
    {
        if (provider == ProviderKeys.Client)
            _prefix += (await AddNode()).Node.GetProperty("id").GetInt32() + ":";
    }

    [Test]
    public async Task A_whole_answer_arrives_and_is_entered()
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says("Grüße, ", "日本 🎉").Counts(12, 3));
        var response = await user.Client.PostJson("/ai/chat", new { prompt = "Hi", model = _prefix + model });
        var answer = await Task.FromResult(response).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Text("response"), Is.EqualTo("Grüße, 日本 🎉"));
            Assert.That(answer.Text("model"), Is.EqualTo(_prefix + model));
            Assert.That(response.Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { _prefix + model }));
            Assert.That(user.Client.LastStatements.Count(s => !s.StartsWith("-- credential", StringComparison.Ordinal)), Is.EqualTo(2));
        }

        var entry = (await Ledger(user)).Single();
        Assert.That(entry with { Cost = 0 }, Is.EqualTo(new Entry(_prefix + model, "/ai/chat", 12, 3, 0, false, "Complete")));
        Assert.That(entry.Cost, ProviderKeys.IsVendor(provider) ? Is.Null : Is.Zero, "nobody knows the price of this vendor's model");
    }

    [TestCaseSource(nameof(Streams))]
    public async Task A_stream_arrives_and_is_entered(string path)
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says("One\n", "two ", "🎉").Counts(12, 3).InWritesOf(3));
        using var response = await Open(user, path, new { prompt = "Hi", model = _prefix + model });
        var body = await response.Content.ReadAsByteArrayAsync();
        var (text, isDone) = path == "/ai/stream" ? StreamReaders.TextOf(StreamReaders.AsTheStandardSays(body)) : StreamReaders.AsMobileClient(body);
        Assert.That((text, isDone), Is.EqualTo(("One\ntwo 🎉", true)));
        Assert.That((await Ledger(user, 1)).Single() with { Cost = 0 }, Is.EqualTo(new Entry(_prefix + model, path, 12, 3, 0, false, "Complete")));
    }

    [Test]
    public async Task A_failure_is_an_error_that_tells_no_secrets_and_costs_nothing(
        [Values("/ai/chat", "/ai/chat/stream", "/ai/stream")] string path, [Values(429, 401, 500)] int status)
    {
        var user = await Server.SignUp();
        var model = Model([.. Enumerable.Repeat(FakeAnswer.Fails(status, status == 429 ? "30" : null), 3)]);
        var code = status switch { 429 => "PROVIDER_BUSY", 401 => "PROVIDER_UNAUTHORIZED", _ => "PROVIDER_UNAVAILABLE" };
        var response = await user.Client.PostJson(path, new { prompt = "Hi", model = _prefix + model });
        var problem = await Task.FromResult(response).ShouldFail(503, code);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(problem.GetRawText(), Does.Not.Contain("10.1.2.3").And.Not.Contain(OperatorsKey));
            Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(status == 429 ? TimeSpan.FromSeconds(30) : (TimeSpan?)null));
            Assert.That(await Ledger(user), Is.Empty);
            Assert.That(Asked(model), Has.Count.EqualTo(status == 500 ? 3 : 1), "only what may help is repeated");
        }
    }

    [TestCaseSource(nameof(Streams))]
    public async Task Half_a_stream_ends_with_an_error_and_is_entered(string path)
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says("Half of it").ThenBreaks());
        using var response = await Open(user, path, new { prompt = "12345678", model = _prefix + model });
        var body = await response.Content.ReadAsByteArrayAsync();
        var events = StreamReaders.AsTheStandardSays(body);
        Assert.That(Encoding.UTF8.GetString(body), Does.Contain("Half of it").And.Not.Contain("[DONE]"));
        Assert.That(events[^1].Type, Is.EqualTo("error"));
        var entry = (await Ledger(user, 1)).Single();
        Assert.That((entry.Route, entry.Completion, entry.IsEstimated, entry.Outcome), Is.EqualTo((path, 3, true, "Cut")).Or.EqualTo((path, 1, true, "Cut")));
        Assert.That(entry.Prompt, Is.Positive);
    }

    [TestCaseSource(nameof(Streams))]
    public async Task Who_stops_listening_frees_the_provider_at_once(string path)
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says("One").ThenIsSilent());
        var response = await Open(user, path, new { prompt = "Hi", model = _prefix + model });
        Assert.That(await (await response.Content.ReadAsStreamAsync()).ReadAsync(new byte[10]), Is.Positive);
        response.Dispose();
        var request = await FirstAsked(model);
        await Eventually.True(() => request.Gone.IsCompleted);
        Assert.That((await Ledger(user, 1)).Single().Outcome, Is.EqualTo("Abandoned"));
    }

    [Test]
    public async Task Who_does_not_wait_for_the_answer_frees_the_provider_at_once([Values("/ai/chat", "/ai/stream")] string path)
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says("Never").AfterEternity());
        using var gone = new CancellationTokenSource();
        var asking = Open(user, path, new { prompt = "Hi", model = _prefix + model }, gone.Token);
        var request = await FirstAsked(model);
        await gone.CancelAsync();
        Assert.That(async () => await asking, Throws.InstanceOf<OperationCanceledException>());
        await Eventually.True(() => request.Gone.IsCompleted);
        Assert.That((await Ledger(user, 1)).Single().Outcome, Is.EqualTo("Abandoned"));
    }

    [Test]
    public async Task Forms_are_asked_for_and_read()
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says("I would say: many."), FakeAnswer.Says("```json\n", """{"labels": ["home", "roof"]}""", "\n```"));
        var labels = await user.Client.PostJson("/ai/tasks/suggest-labels", new { title = "Mend the roof", model = _prefix + model }).ShouldBeOk();
        Assert.That(labels.EnumerateArray().Select(l => l.GetString()), Is.EqualTo(new[] { "home", "roof" }));
        Assert.That(Asked(model), Has.Count.EqualTo(2));
        Assert.That((await Ledger(user)).Select(e => e.Route), Is.EqualTo(new[] { "/ai/tasks/suggest-labels", "/ai/tasks/suggest-labels" }), "both answers are paid for");
    }

    [Test]
    public async Task Vectors_are_made_where_the_provider_can()
    {
        var user = await Server.SignUp();
        var model = Model();
        var asking = user.Client.PostJson("/ai/embeddings", new { texts = new[] { "four", "three" }, model = _prefix + model });
        if (provider == ProviderKeys.Anthropic)
        {
            await asking.ShouldFail(422, "MODEL_REFUSED");
            return;
        }

        var vectors = (await asking.ShouldBeOk()).GetProperty("embeddings");
        Assert.That(vectors[1].EnumerateArray().Select(n => n.GetSingle()), Is.EqualTo(FakeLists.Numbers("three")));
        Assert.That((await Ledger(user)).Single().Route, Is.EqualTo("/ai/embeddings"));
    }

    [Test]
    public async Task Models_are_listed()
    {
        var user = await Server.SignUp();
        var ids = (await user.Client.Get("/ai/models").ShouldBeOk()).GetProperty("models").EnumerateArray().Select(m => m.Text("id")).ToList();
        Assert.That(ids, Does.Contain(_prefix + "small"));
    }
}
