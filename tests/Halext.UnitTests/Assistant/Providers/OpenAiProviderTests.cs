using System.Text.Json;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.TestKit.FakeModels;
using Microsoft.Extensions.AI;

namespace Halext.UnitTests.Assistant.Providers;

public sealed class OpenAiProviderTests() : ProviderContract(ProviderProtocol.OpenAi)
{
    protected override string? SystemPrompt(JsonElement request) =>
        request.GetProperty("messages").EnumerateArray().Single(m => m.GetProperty("role").GetString() == "system") is var system ? Words(system.GetProperty("content")) : null;

    protected override SentOptions Options(JsonElement request) => new(
        request.GetProperty("temperature").GetDouble(),
        request.GetProperty("top_p").GetDouble(),
        request.GetProperty("max_completion_tokens").GetInt32(),
        request.GetProperty("stop")[0].GetString());

    protected override string Schema(JsonElement request)
    {
        Assert.That(request.GetProperty("response_format").GetProperty("type").GetString(), Is.EqualTo("json_schema"));
        return Normal(request.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema"));
    }

    protected override IReadOnlyList<string?> CallsAndResults(JsonElement request)
    {
        var call = request.GetProperty("messages")[1].GetProperty("tool_calls")[0];
        var result = request.GetProperty("messages")[2];
        Assert.That(result.GetProperty("tool_call_id").GetString(), Is.EqualTo(call.GetProperty("id").GetString()));
        return [call.GetProperty("function").GetProperty("name").GetString(), Words(result.GetProperty("content"))];
    }

    [Test]
    public async Task Other_servers_get_the_older_name_of_the_maximum()
    {
        await Provider.Chat(Server.Connection(ProviderProtocol.OpenAi, provider: "openwebui"), "small").GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 77 });
        Assert.That(Server.Requests[0].Body.GetProperty("max_tokens").GetInt32(), Is.EqualTo(77));
        Assert.That(Server.Requests[0].Body.TryGetProperty("max_completion_tokens", out _), Is.False);
    }

    [Test]
    public async Task Streams_ask_for_usage()
    {
        await foreach (var _ in Provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi"))
        {
        }

        Assert.That(Server.Requests[0].Body.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
    }

    [Test]
    public async Task Tells_what_was_cached_and_thought()
    {
        Server.Answer(FakeAnswer.Says("Yes.").Counts(12, 30, cached: 4, reasoning: 28));
        var usage = (await Provider.Chat(Connection, "small").GetResponseAsync("Hi")).Usage!;
        Assert.That((usage.CachedInputTokenCount, usage.ReasoningTokenCount), Is.EqualTo((4, 28)));
    }

    [Test]
    public async Task Sends_what_only_this_protocol_has()
    {
        await Provider.Chat(Connection, "small").GetResponseAsync("Hi", new ChatOptions
        {
            Seed = 42, FrequencyPenalty = 0.5f, PresencePenalty = 0.25f, ResponseFormat = ChatResponseFormat.Json,
            Tools = [AIFunctionFactory.CreateDeclaration("look", "Looks.", JsonSerializer.Deserialize<JsonElement>("""{"type":"object"}"""))],
            ToolMode = ChatToolMode.RequireSpecific("look"), AllowMultipleToolCalls = false,
        });
        var sent = Server.Requests[0].Body;
        Assert.Multiple(() =>
        {
            Assert.That(sent.GetProperty("seed").GetInt32(), Is.EqualTo(42));
            Assert.That(sent.GetProperty("frequency_penalty").GetDouble(), Is.EqualTo(0.5));
            Assert.That(sent.GetProperty("presence_penalty").GetDouble(), Is.EqualTo(0.25));
            Assert.That(sent.GetProperty("response_format").GetProperty("type").GetString(), Is.EqualTo("json_object"));
            Assert.That(sent.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString(), Is.EqualTo("look"));
            Assert.That(sent.GetProperty("parallel_tool_calls").GetBoolean(), Is.False);
        });
    }

    [Test]
    public async Task Calls_of_tools_come_in_pieces_and_then_whole()
    {
        Server.Answer(FakeAnswer.Uses("look", "{\"at\":", "1}").AndUses("wait", "{}"));
        var contents = new List<AIContent>();
        await foreach (var update in Provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi"))
            contents.AddRange(update.Contents);
        Assert.That(contents.OfType<ToolCallPiece>().Select(p => (p.Index, p.Id, p.Name, p.Arguments)), Is.EqualTo(new[]
        {
            (0, "call_0", "look", ""), (0, null, null, "{\"at\":"), (0, null, null, "1}"), (1, "call_1", "wait", ""), (1, null, (string?)null, "{}"),
        }));
        Assert.That(contents.OfType<FunctionCallContent>().Select(c => c.RawRepresentation), Is.EqualTo(new[] { "{\"at\":1}", "{}" }));
    }

    [Test]
    public async Task Images_may_be_addresses()
    {
        await Provider.Chat(Connection, "small").GetResponseAsync(
            [new ChatMessage(ChatRole.User, [new TextContent("What?"), new UriContent("https://example.org/a.png", "image/png")])]);
        Assert.That(Server.Requests[0].Body.GetProperty("messages")[0].GetProperty("content")[1].GetProperty("image_url").GetProperty("url").GetString(), Is.EqualTo("https://example.org/a.png"));
    }

    [Test]
    public async Task Names_of_gemini_lose_their_folder()
    {
        Server.Models = ["models/gemini-2.5-flash"];
        Assert.That((await Provider.ListModels(Connection, default)).Select(m => m.Name), Is.EqualTo(new[] { "gemini-2.5-flash" }));
    }
}
