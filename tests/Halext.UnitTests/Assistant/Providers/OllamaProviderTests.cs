using System.Text.Json;
using Halext.Application.Assistant.Providers;
using Halext.TestKit.FakeModels;
using Microsoft.Extensions.AI;

namespace Halext.UnitTests.Assistant.Providers;

public sealed class OllamaProviderTests() : ProviderContract(ProviderProtocol.Ollama)
{
    protected override bool TellsCachedTokens => false;

    protected override bool DemandsCalls => false;

    protected override bool TakesAddresses => false;

    protected override string? SystemPrompt(JsonElement request) => request.GetProperty("messages")[0].GetProperty("content").GetString();

    protected override SentOptions Options(JsonElement request) => request.GetProperty("options") is var options
        ? new(
            options.GetProperty("temperature").GetDouble(),
            options.GetProperty("top_p").GetDouble(),
            options.GetProperty("num_predict").GetInt32(),
            options.GetProperty("stop")[0].GetString())
        : null!;

    protected override string Schema(JsonElement request) => Normal(request.GetProperty("format"));

    protected override IReadOnlyList<string?> CallsAndResults(JsonElement request)
    {
        var call = request.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function");
        var result = request.GetProperty("messages")[2];
        Assert.That(result.GetProperty("tool_name").GetString(), Is.EqualTo("weather"));
        return [call.GetProperty("name").GetString(), result.GetProperty("content").GetString()];
    }

    [Test]
    public async Task Old_servers_make_vectors_one_by_one()
    {
        Server.HasNewEmbeddings = false;
        var vectors = await Provider.Embeddings(Connection, "small").GenerateAsync(["one", "three"]);
        Assert.That(vectors.Select(v => v.Vector.ToArray()), Is.EqualTo(new[] { FakeLists.Numbers("one"), FakeLists.Numbers("three") }));
        Assert.That(Server.Requests.Select(r => r.Path), Is.EqualTo(new[] { "/api/embed", "/api/embeddings", "/api/embeddings" }));
    }

    [Test]
    public async Task Characters_survive_being_torn_into_halves()
    {
        Server.Answer(FakeAnswer.Writes("application/x-ndjson", """
            {"message":{"role":"assistant","content":"a\ud83c"},"done":false}
            {"message":{"role":"assistant","content":"\udf89b"},"done":false}
            {"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}
            """));
        Assert.That((await Provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").ToListAsync()).ToChatResponse().Text, Is.EqualTo("a🎉b"));
    }

    [Test]
    public async Task Lists_tell_sizes() =>
        Assert.That((await Provider.ListModels(Connection, default)).Select(m => m.SizeBytes), Is.All.EqualTo(4_700_000_000));
}
