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
    public async Task Tells_who_speaks_and_how_closely_to_look()
    {
        await Provider.Chat(Connection with { IsVendor = true }, "small").GetResponseAsync(
            [
                new ChatMessage(ChatRole.System, "Be brief.") { AuthorName = "host" },
                new ChatMessage(ChatRole.User, [new TextContent("What?"), new UriContent("https://example.org/a.png", "image/png").WithDetail("low")]) { AuthorName = "ada" },
                new ChatMessage(ChatRole.Assistant, "That.") { AuthorName = "eve" },
                new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png").WithDetail("high")]),
            ]);
        var sent = Server.Requests[0].Body.GetProperty("messages");
        Assert.That(
            sent.EnumerateArray().Select(m => m.TryGetProperty("name", out var name) ? name.GetString() : null),
            Is.EqualTo(new[] { "host", "ada", "eve", null }));
        Assert.That(
            new[] { sent[1].GetProperty("content")[1], sent[3].GetProperty("content")[0] }.Select(part => part.GetProperty("image_url").GetProperty("detail").GetString()),
            Is.EqualTo(new[] { "low", "high" }));
    }

    [Test]
    public async Task Characters_survive_being_torn_into_halves()
    {
        static string Chunk(string delta, string end = "null") => $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"{delta}\"}},\"finish_reason\":{end}}}]}}\n\n";
        Server.Answer(
            FakeAnswer.Writes("text/event-stream", Chunk("\\u0022a\\\\\\ud83c") + Chunk("\\udf89 b\\ud83c") + Chunk("!") + Chunk("\\ud83c", "\"stop\"") + "data: [DONE]\n\n"),
            FakeAnswer.Writes("application/json", """{"choices":[{"message":{"content":"a\ud83c\udf89 \ud83c!"},"finish_reason":"stop"}]}"""));
        var pieces = (await Provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").ToListAsync()).Select(u => u.Text).Where(t => t.Length > 0);
        Assert.That(pieces, Is.EqualTo(new[] { "\"a\\", "🎉 b", "\ufffd!" }));
        Assert.That((await Provider.Chat(Connection, "small").GetResponseAsync("Hi")).Text, Is.EqualTo("a🎉 \ufffd!"));
    }

    [Test]
    public async Task So_do_those_in_arguments_of_calls()
    {
        Server.Answer(FakeAnswer.Writes(
            "text/event-stream",
            Calls("""{"index":0,"id":"a","function":{"name":"one","arguments":"{\"at\":\"\ud83c"}}""")
            + Calls("""{"index":0,"function":{"arguments":"\udf89\"}"}}""", "\"tool_calls\"")));
        var contents = (await Provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").ToListAsync()).SelectMany(u => u.Contents).ToList();
        Assert.That(contents.OfType<ToolCallPiece>().Select(p => p.Arguments), Is.EqualTo(new[] { "{\"at\":\"", "🎉\"}" }));
        Assert.That(contents.OfType<FunctionCallContent>().Single().RawRepresentation, Is.EqualTo("{\"at\":\"🎉\"}"));
    }

    [Test]
    public async Task Calls_of_one_number_stay_apart_by_their_ids()
    {
        const string First = """{"index":0,"id":"a","function":{"name":"one","arguments":"{\"a\":1}"}}""", Second = """{"index":0,"id":"b","function":{"name":"two","arguments":"{\"b\":2}"}}""";
        Server.Answer(
            FakeAnswer.Writes("application/json", $$"""{"choices":[{"message":{"tool_calls":[{{First}},{{Second}}]},"finish_reason":"tool_calls"}]}"""),
            FakeAnswer.Writes("text/event-stream", Calls(First) + Calls(Second, "\"tool_calls\"")));
        var whole = await Provider.Chat(Connection, "small").GetResponseAsync("Hi");
        var pieces = (await Provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").ToListAsync()).SelectMany(u => u.Contents).ToList();
        foreach (var contents in (IEnumerable<AIContent>[])[whole.Messages[0].Contents, pieces])
        {
            Assert.That(
                contents.OfType<FunctionCallContent>().Select(c => (c.CallId, c.Name, c.RawRepresentation)),
                Is.EqualTo(new[] { ("a", "one", (object)"{\"a\":1}"), ("b", "two", "{\"b\":2}") }));
        }

        Assert.That(pieces.OfType<ToolCallPiece>().Select(p => (p.Index, p.Id, p.Name)), Is.EqualTo(new[] { (0, "a", "one"), (1, "b", "two") }));
    }

    [Test]
    public async Task A_call_is_passed_on_when_its_name_is_known_under_a_number_of_ours()
    {
        Server.Answer(FakeAnswer.Writes(
            "text/event-stream",
            Calls("""{"index":7,"function":{"arguments":"{"}}""") + Calls("""{"index":7,"id":"a","function":{"name":"one"}}""")
            + Calls("""{"index":7,"id":"a","function":{"arguments":"}"}}""", "\"tool_calls\"")));
        var contents = (await Provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").ToListAsync()).SelectMany(u => u.Contents).ToList();
        Assert.That(
            contents.OfType<ToolCallPiece>().Select(p => (p.Index, p.Id, p.Name, p.Arguments)),
            Is.EqualTo(new[] { (0, "a", "one", "{"), (0, null, (string?)null, "}") }));
        Assert.That(contents.OfType<FunctionCallContent>().Single().RawRepresentation, Is.EqualTo("{}"));
    }

    [Test]
    public async Task Odd_shapes_cost_nobody_an_answer()
    {
        Server.Answer(FakeAnswer.Writes("application/json", """
            {"id":7,"choices":[{"message":{"content":[{"type":"text","text":"One, "},"two",{"type":"thinking"}],
            "tool_calls":[{"index":"0","id":5,"function":{"name":"one","arguments":{"a":1}}}]},"finish_reason":"stop"}]}
            """));
        var answer = await Provider.Chat(Connection, "small").GetResponseAsync("Hi");
        var call = answer.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        Assert.That((answer.Text, answer.ResponseId, call.CallId, call.RawRepresentation), Is.EqualTo(("One, two", "7", "5", (object)"{\"a\":1}")));
    }

    private static string Calls(string call, string end = "null") =>
        $"data: {{\"choices\":[{{\"delta\":{{\"tool_calls\":[{call}]}},\"finish_reason\":{end}}}]}}\n\n";

    [Test]
    public void An_error_instead_of_the_first_piece_may_pass()
    {
        Server.Answer(FakeAnswer.Says().ThenReportsAnError());
        var failure = Assert.ThrowsAsync<ProviderException>(async () => await Provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").ToListAsync());
        Assert.That(failure!.Failure, Is.EqualTo(ProviderFailure.Unreachable));
    }

    [Test]
    public async Task Calls_without_an_index_stay_apart()
    {
        const string Calls = """[{"id":"a","type":"function","function":{"name":"one","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"two","arguments":"{}"}}]""";
        Server.Answer(FakeAnswer.Writes("text/event-stream", $"data: {{\"choices\":[{{\"delta\":{{\"tool_calls\":{Calls}}},\"finish_reason\":\"tool_calls\"}}]}}\n\n"));
        var answer = (await Provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").ToListAsync()).ToChatResponse();
        Assert.That(answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.Name), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public async Task Names_of_gemini_lose_their_folder()
    {
        Server.Models = ["models/gemini-2.5-flash"];
        Assert.That((await Provider.ListModels(Connection, default)).Select(m => m.Name), Is.EqualTo(new[] { "gemini-2.5-flash" }));
    }
}
