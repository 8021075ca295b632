using System.Globalization;
using System.Text.Json;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.TestKit.FakeModels;
using Microsoft.Extensions.AI;

namespace Halext.UnitTests.Assistant.Providers;

/// <summary>What every adapter does, over HTTP against the fake server. Each protocol is a fixture.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract partial class ProviderContract(ProviderProtocol protocol) : IAsyncDisposable
{
    private readonly Adapters _adapters = new();
    private FakeModelServer _server = null!;

    private protected FakeModelServer Server => _server;

    private protected IModelProvider Provider => _adapters.Of(protocol);

    private protected ProviderConnection Connection => _server.Connection(protocol);

    [SetUp]
    public async Task StartServer() => _server = await FakeModelServer.Start();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _adapters.Dispose();
        GC.SuppressFinalize(this);
    }

    [Test]
    public async Task Answers_with_text_usage_and_the_reason_of_the_end()
    {
        _server.Answer(FakeAnswer.Says("Hello", " there").Counts(12, 3, cached: 4));
        var answer = await Complete("Hi");
        Assert.Multiple(() =>
        {
            Assert.That(answer.Text, Is.EqualTo("Hello there"));
            Assert.That(answer.FinishReason, Is.EqualTo(ChatFinishReason.Stop));
            Assert.That(answer.Usage?.InputTokenCount, Is.EqualTo(12));
            Assert.That(answer.Usage?.OutputTokenCount, Is.EqualTo(3));
            Assert.That(answer.Usage?.TotalTokenCount, Is.EqualTo(15));
            if (TellsCachedTokens)
                Assert.That(answer.Usage?.CachedInputTokenCount, Is.EqualTo(4));
        });
    }

    [Test]
    public async Task Streams_what_it_would_answer()
    {
        var scripted = FakeAnswer.Says("Hello", " there").Counts(12, 3, cached: 4);
        _server.Answer(scripted, scripted);
        var whole = await Complete("Hi");
        var updates = await Updates("Hi");
        var streamed = updates.ToChatResponse();
        Assert.Multiple(() =>
        {
            Assert.That(updates.Select(u => u.Text).Where(t => t.Length > 0), Is.EqualTo(new[] { "Hello", " there" }));
            Assert.That(streamed.Text, Is.EqualTo(whole.Text));
            Assert.That(streamed.FinishReason, Is.EqualTo(whole.FinishReason));
            Assert.That(streamed.Usage?.InputTokenCount, Is.EqualTo(whole.Usage?.InputTokenCount));
            Assert.That(streamed.Usage?.OutputTokenCount, Is.EqualTo(whole.Usage?.OutputTokenCount));
            Assert.That(streamed.Usage?.TotalTokenCount, Is.EqualTo(whole.Usage?.TotalTokenCount));
            Assert.That(streamed.Usage?.CachedInputTokenCount, Is.EqualTo(whole.Usage?.CachedInputTokenCount));
            Assert.That(updates[^1].Contents.OfType<UsageContent>().ToList(), Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Sends_the_model_the_history_and_the_system_prompt()
    {
        await Complete(
            new(ChatRole.System, "Be brief."), new(ChatRole.User, "One?"), new(ChatRole.Assistant, "Two."), new(ChatRole.User, "Three?"));
        var sent = _server.Requests[0];
        Assert.Multiple(() =>
        {
            Assert.That(sent.Body.GetProperty("model").GetString(), Is.EqualTo("small"));
            Assert.That(SystemPrompt(sent.Body), Is.EqualTo("Be brief."));
            Assert.That(Turns(sent.Body), Is.EqualTo(new[] { "user: One?", "assistant: Two.", "user: Three?" }));
        });
    }

    [Test]
    public async Task Instructions_are_a_system_prompt()
    {
        await Complete([new(ChatRole.User, "Hi")], new ChatOptions { Instructions = "Be brief." });
        Assert.That(SystemPrompt(_server.Requests[0].Body), Is.EqualTo("Be brief."));
    }

    [Test]
    public async Task Sends_the_key_and_does_without()
    {
        await Complete("Hi");
        await Provider.Chat(Connection with { ApiKey = null }, "small").GetResponseAsync("Hi");
        var headers = _server.Requests.Select(r => string.Join(' ', r.Headers.Where(h => h.Key.ToLowerInvariant() is "authorization" or "x-api-key").Select(h => h.Value))).ToList();
        Assert.That(headers[0], Does.Contain(FakeModelServer.Key));
        Assert.That(headers[1], Is.Empty);
    }

    [Test]
    public async Task Sends_the_options()
    {
        await Complete([new(ChatRole.User, "Hi")], new ChatOptions { Temperature = 0.5f, TopP = 0.25f, MaxOutputTokens = 77, StopSequences = ["END"] });
        var options = Options(_server.Requests[0].Body);
        Assert.Multiple(() =>
        {
            Assert.That(options.Temperature, Is.EqualTo(SamplesAnyModel ? 0.5 : null).Within(1e-6));
            Assert.That(options.TopP, Is.EqualTo(SamplesAnyModel ? 0.25 : null).Within(1e-6));
            Assert.That(options.MaxTokens, Is.EqualTo(77));
            Assert.That(options.Stop, Is.EqualTo("END"));
        });
    }

    [Test]
    public async Task Characters_survive_being_cut_into_bytes([Values(1, 2, 3)] int bytes)
    {
        string[] pieces = ["Grüße, ", "日本語 ", "🎉", " end"];
        _server.Answer(FakeAnswer.Says(pieces).InWritesOf(bytes), FakeAnswer.Says(pieces).InWritesOf(bytes));
        Assert.That((await Updates("Hi")).ToChatResponse().Text, Is.EqualTo(string.Concat(pieces)));
        Assert.That((await Complete("Hi")).Text, Is.EqualTo(string.Concat(pieces)));
    }

    [Test]
    public async Task Blanks_and_line_breaks_are_kept()
    {
        string[] pieces = [" ", " leading", "\n\n", "\tline\r\n", "data: x", "\n"];
        _server.Answer(FakeAnswer.Says(pieces), FakeAnswer.Says(pieces));
        Assert.That((await Updates("Hi")).ToChatResponse().Text, Is.EqualTo(string.Concat(pieces)));
        Assert.That((await Complete("Hi")).Text, Is.EqualTo(string.Concat(pieces)));
    }

    [Test]
    public async Task Text_arrives_as_the_model_says_it()
    {
        _server.Answer(FakeAnswer.Says("one", "two").ThenIsSilent());
        await using var updates = Stream("Hi").GetAsyncEnumerator();
        Assert.That(await NextText(updates), Is.EqualTo("one"));
        Assert.That(await NextText(updates), Is.EqualTo("two"));
    }

    [Test]
    public async Task The_end_by_length_is_told()
    {
        _server.Answer(FakeAnswer.Says("Hel").IsTooLong(), FakeAnswer.Says("Hel").IsTooLong());
        Assert.That((await Complete("Hi")).FinishReason, Is.EqualTo(ChatFinishReason.Length));
        Assert.That((await Updates("Hi")).ToChatResponse().FinishReason, Is.EqualTo(ChatFinishReason.Length));
    }

    [Test]
    public async Task Odd_reasons_of_the_end_and_odd_counts_do_no_harm()
    {
        var odd = FakeAnswer.Says("Hello", " there").EndsOddly().Counts(12, 3_000_000_000);
        _server.Answer(odd, odd);
        foreach (var answer in (ChatResponse[])[await Complete("Hi"), (await Updates("Hi")).ToChatResponse()])
            Assert.That((answer.Text, answer.FinishReason is null, answer.Usage?.OutputTokenCount), Is.EqualTo(("Hello there", false, (long?)3_000_000_000)));
    }

    [Test]
    public async Task Images_are_sent()
    {
        byte[] image = [0x89, 0x50, 0x4E, 0x47, 7];
        await Complete(new ChatMessage(ChatRole.User, [new TextContent("What is this?"), new DataContent(image, "image/png")]));
        Assert.That(_server.Requests[0].Text, Does.Contain(Convert.ToBase64String(image)).And.Contain("What is this?"));
    }

    [Test]
    public async Task Addresses_of_images_go_to_vendors_only([Values] bool isStreamed)
    {
        var question = new ChatMessage(ChatRole.User, [new TextContent("What?"), new UriContent("https://example.org/a.png", "image/png")]);
        Assert.That(Failure(() => Ask(Connection)).Failure, Is.EqualTo(ProviderFailure.Refused));
        Assert.That(_server.Requests, Is.Empty);
        if (!TakesAddresses)
            return;
        await Ask(Connection with { IsVendor = true });
        Assert.That(_server.Requests[0].Text, Does.Contain("https://example.org/a.png"));

        async Task Ask(ProviderConnection connection)
        {
            using var client = Provider.Chat(connection, "small");
            if (isStreamed)
                await client.GetStreamingResponseAsync([question]).ToListAsync();
            else
                await client.GetResponseAsync([question]);
        }
    }

    [Test]
    public async Task Lists_models()
    {
        var models = await Provider.ListModels(Connection, default);
        Assert.That(models.Select(m => m.Name), Is.EqualTo(_server.Models));
        Assert.That(models.Select(m => m.ModifiedAt?.ToString("u", CultureInfo.InvariantCulture)), Is.All.EqualTo("2026-03-02 09:00:00Z"));
    }

    [Test]
    public async Task Makes_vectors_or_says_that_it_cannot()
    {
        using var generator = Provider.Embeddings(Connection, "small");
        if (!MakesVectors)
        {
            Assert.That(Failure(async () => await generator.GenerateAsync(["one"])).Failure, Is.EqualTo(ProviderFailure.Refused));
            return;
        }

        var vectors = await generator.GenerateAsync(["one", "three"]);
        Assert.Multiple(() =>
        {
            Assert.That(vectors.Select(v => v.Vector.ToArray()), Is.EqualTo(new[] { FakeLists.Numbers("one"), FakeLists.Numbers("three") }));
            Assert.That(vectors.Usage?.InputTokenCount, Is.EqualTo(8));
        });
        _server.Answer(FakeAnswer.Fails(503), FakeAnswer.Garbage());
        Assert.That(Failure(async () => await generator.GenerateAsync(["one"])).Failure, Is.EqualTo(ProviderFailure.Unreachable));
        Assert.That(Failure(async () => await generator.GenerateAsync(["one"])).Failure, Is.EqualTo(ProviderFailure.Garbled));
    }

    private static IEnumerable<TestCaseData> NoVectors() =>
        new float[][][] { [], [[1, 2]], [[1, 2], [1, 2], [1, 2]], [[], []], [[1, 2], [1]], [[1, 2], []] }
            .Select(vectors => new TestCaseData((object)vectors).SetArgDisplayNames(string.Join(' ', vectors.Select(v => v.Length))));

    [TestCaseSource(nameof(NoVectors))]
    public void Each_text_has_one_vector_and_all_are_of_one_length(float[][] vectors)
    {
        if (!MakesVectors)
            return;
        _server.Answer(FakeAnswer.Vectors(vectors));
        using var generator = Provider.Embeddings(Connection, "small");
        Assert.That(Failure(async () => await generator.GenerateAsync(["one", "two"])).Failure, Is.EqualTo(ProviderFailure.Garbled));
    }

    /// <summary>Whether the protocol tells which part of the input was cached.</summary>
    protected virtual bool TellsCachedTokens => true;

    protected virtual bool MakesVectors => true;

    /// <summary>Whether a model can be told to call a tool.</summary>
    protected virtual bool DemandsCalls => true;

    /// <summary>Whether pictures may be addresses.</summary>
    protected virtual bool TakesAddresses => true;

    /// <summary>Whether temperature and top_p are sent to a model that nobody knows.</summary>
    protected virtual bool SamplesAnyModel => true;

    /// <summary>The system prompt of a request.</summary>
    protected abstract string? SystemPrompt(JsonElement request);

    /// <summary>The options of a request.</summary>
    protected abstract SentOptions Options(JsonElement request);

    protected sealed record SentOptions(double? Temperature, double? TopP, int MaxTokens, string? Stop);

    /// <summary>The conversation of a request, as "role: text".</summary>
    private static IEnumerable<string> Turns(JsonElement request) =>
        request.GetProperty("messages").EnumerateArray()
            .Where(m => m.GetProperty("role").GetString() != "system")
            .Select(m => $"{m.GetProperty("role").GetString()}: {Words(m.GetProperty("content"))}");

    protected static string? Words(JsonElement content) => content.ValueKind == JsonValueKind.String
        ? content.GetString()
        : string.Concat(content.EnumerateArray().Select(part => part.GetProperty("text").GetString()));

    private static async Task<string> NextText(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        do
            Assert.That(await updates.MoveNextAsync(), "the stream ended");
        while (updates.Current.Text.Length == 0);
        return updates.Current.Text;
    }

    private Task<ChatResponse> Complete(string question) => Complete(new ChatMessage(ChatRole.User, question));

    private Task<ChatResponse> Complete(params ChatMessage[] messages) => Complete(messages, null);

    private async Task<ChatResponse> Complete(ChatMessage[] messages, ChatOptions? options, CancellationToken ct = default)
    {
        using var client = Provider.Chat(Connection, "small");
        return await client.GetResponseAsync(messages, options, ct);
    }

    private IAsyncEnumerable<ChatResponseUpdate> Stream(string question, ChatOptions? options = null, CancellationToken ct = default) =>
        Provider.Chat(Connection, "small").GetStreamingResponseAsync(question, options, ct);

    private async Task<List<ChatResponseUpdate>> Updates(string question, ChatOptions? options = null, CancellationToken ct = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Stream(question, options, ct))
            updates.Add(update);
        return updates;
    }

    private static ProviderException Failure(Func<Task> call) => Assert.ThrowsAsync<ProviderException>(call)!;
}
