using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.TestKit;
using Halext.TestKit.FakeModels;

namespace Halext.ApiTests.Assistant.Completions;

/// <summary>OpenAI's own client speaks to Halext, which speaks to a vendor's server by the real adapter. Each test has both for itself.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OpenAiClientTests : IAsyncDisposable
{
    private const string Model = "openai:small";

    private FakeModelServer _vendor = null!;
    private TestServer _server = null!;
    private string _key = null!;

    [SetUp]
    public async Task Start()
    {
        _vendor = await FakeModelServer.Start();
        _server = await TestServer.Start(new Dictionary<string, string?>
        {
            ["OPENAI_BASE_URL"] = new Uri(_vendor.Address, "/v1").AbsoluteUri,
            ["OPENAI_API_KEY"] = FakeModelServer.Key,
        });
        var user = await _server.SignUp();
        _key = (await user.Client.PostJson("/auth/api-keys", new { name = "client" }).Should(System.Net.HttpStatusCode.Created)).Text("key");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _vendor.DisposeAsync();
    }

    [Test]
    public async Task It_chats()
    {
        _vendor.Answer(FakeAnswer.Says("Hello.").Counts(12, 3));
        var seen = await Run("chat");
        var choice = seen.GetProperty("choices")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That((seen.Text("id"), seen.Text("object"), seen.GetProperty("created").GetBoolean(), seen.Text("model")), Is.EqualTo(("chatcmpl-", "chat.completion", true, Model)));
            Assert.That(choice.GetRawText(), Is.EqualTo("""{"index":0,"message":{"role":"assistant","content":"Hello.","refusal":null},"finish_reason":"stop","logprobs":null}"""));
            Assert.That(seen.GetProperty("usage").GetRawText(), Is.EqualTo("""{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}"""));
        }

        var asked = _vendor.Requests.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked.Headers["Authorization"], Is.EqualTo("Bearer " + FakeModelServer.Key), "the caller's key stays here");
            Assert.That((asked.Body.Text("model"), asked.Body.GetProperty("stop")[0].GetString(), asked.Body.GetProperty("seed").GetInt32()), Is.EqualTo(("small", "END", 7)));
            Assert.That((asked.Body.GetProperty("temperature").GetDouble(), asked.Body.GetProperty("max_completion_tokens").GetInt32()), Is.EqualTo((0.5, 100)));
        }
    }

    [Test]
    public async Task It_streams()
    {
        _vendor.Answer(FakeAnswer.Says("Grüße,\n", "[DONE] 🎉").Counts(12, 3));
        var seen = await Run("stream");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((seen.Text("role"), seen.Text("text"), seen.GetProperty("ids").GetInt32()), Is.EqualTo(("assistant", "Grüße,\n[DONE] 🎉", 1)));
            Assert.That(seen.GetProperty("objects").GetRawText(), Is.EqualTo("""["chat.completion.chunk"]"""));
            Assert.That(seen.GetProperty("models").GetRawText(), Is.EqualTo($"""["{Model}"]"""));
            Assert.That(seen.GetProperty("reasons").GetRawText(), Is.EqualTo("""["stop"]"""));
            Assert.That(seen.GetProperty("last").GetRawText(), Is.EqualTo("""{"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}"""));
        }
    }

    [Test]
    public async Task It_calls_tools_and_goes_on_with_what_they_say()
    {
        _vendor.Answer(
            FakeAnswer.Uses("weather", "{\"city\":", "\"Köln\"}"), FakeAnswer.Says("Take an umbrella."),
            FakeAnswer.Uses("weather", "{\"city\":", "\"Bonn\"}"), FakeAnswer.Says("Take two."));
        var seen = await Run("tools");
        Assert.That(seen.GetProperty("asked").EnumerateArray().Select(a => a.GetString()), Is.EqualTo(new[] { "Köln", "Bonn" }));
        Assert.That((seen.Text("first"), seen.Text("second")), Is.EqualTo(("Take an umbrella.", "Take two.")));

        var offered = _vendor.Requests[0].Body.GetProperty("tools")[0].GetProperty("function");
        Assert.That((offered.Text("name"), offered.GetProperty("strict").GetBoolean()), Is.EqualTo(("weather", true)));
        var messages = _vendor.Requests[3].Body.GetProperty("messages");
        var (call, result) = (messages[1].GetProperty("tool_calls")[0], messages[2]);
        Assert.That((result.Text("role"), result.Text("content"), result.Text("tool_call_id")), Is.EqualTo(("tool", "Rain in Bonn", call.Text("id"))));
        Assert.That(call.GetProperty("function").Text("name"), Is.EqualTo("weather"));
        Assert.That(JsonDocument.Parse(call.GetProperty("function").Text("arguments")).RootElement.Text("city"), Is.EqualTo("Bonn"));
    }

    [Test]
    public async Task Arguments_of_tools_are_told_while_the_model_writes_them()
    {
        _vendor.Answer(FakeAnswer.Uses("weather", "{\"city\":", "\"Köln\"").ThenIsSilent());
        var seen = await Run("pieces");
        Assert.That(seen.GetRawText(), Is.EqualTo(
            """[{"index":0,"function":{"arguments":"","name":"weather"},"id":"call_0","type":"function"},{"index":0,"function":{"arguments":"{\"city\":"}},{"index":0,"function":{"arguments":"\"Köln\""}}]"""));
    }

    [Test]
    public async Task It_does_not_ask_again_where_that_is_of_no_use()
    {
        await using var server = await TestServer.Start(new Dictionary<string, string?>
        {
            ["OPENAI_BASE_URL"] = new Uri(_vendor.Address, "/v1").AbsoluteUri, ["OPENAI_API_KEY"] = FakeModelServer.Key, ["AI_USER_MONTHLY_BUDGET_USD"] = "0",
        });
        var user = await server.SignUp();
        var seen = await Run("repeats", Model, server, user.AccessToken);
        Assert.That(seen.GetRawText(), Is.EqualTo("""{"status":429,"code":"BUDGET_EXCEEDED","retry":"false","requests":1}"""));
    }

    [Test]
    public async Task It_gets_answers_of_a_form()
    {
        _vendor.Answer(FakeAnswer.Says("{\"n\":7}"));
        Assert.That((await Run("format")).GetProperty("n").GetInt32(), Is.EqualTo(7));
        var format = _vendor.Requests.Single().Body.GetProperty("response_format");
        Assert.That(format.Text("type"), Is.EqualTo("json_schema"));
        Assert.That((format.GetProperty("json_schema").Text("name"), format.GetProperty("json_schema").GetProperty("strict").GetBoolean()), Is.EqualTo(("number", true)));
    }

    [Test]
    public async Task It_gets_vectors()
    {
        var seen = await Run("embeddings");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Vector(seen.GetProperty("usual")[0][1]), Is.EqualTo(FakeLists.Numbers("four")), "by base64, as the client likes it");
            Assert.That(Vector(seen.GetProperty("usual")[1][1]), Is.EqualTo(FakeLists.Numbers("three")));
            Assert.That(Vector(seen.GetProperty("numbers")), Is.EqualTo(FakeLists.Numbers("four")));
            Assert.That(seen.GetProperty("usage").GetRawText(), Is.EqualTo("""{"prompt_tokens":4,"total_tokens":4}"""));
            Assert.That(seen.Text("model"), Is.EqualTo(Model));
            Assert.That(seen.GetProperty("object").GetRawText(), Is.EqualTo("""["list","embedding"]"""));
        }

        static float[] Vector(JsonElement list) => [.. list.EnumerateArray().Select(n => n.GetSingle())];
    }

    [Test]
    public async Task It_lists_models()
    {
        _vendor.Models = ["small", "meta/llama:70b"];
        var seen = await Run("models", "openai:meta/llama:70b");
        Assert.That(seen.GetProperty("ids").EnumerateArray().Select(i => i.GetString()), Is.EquivalentTo(new[] { Model, "openai:meta/llama:70b" }));
        Assert.That(seen.GetProperty("one").GetRawText(), Is.EqualTo("""{"id":"openai:meta/llama:70b","object":"model","created":1772442000,"owned_by":"openai"}"""));
    }

    [Test]
    public async Task When_it_gives_up_the_vendor_is_free_though_its_process_goes_on()
    {
        _vendor.Answer(FakeAnswer.Says("first").ThenIsSilent(), FakeAnswer.Says("never").AfterEternity());
        var seen = await Run("abort", Model, _server, _key, async client =>
        {
            var streamed = await _vendor.Request(0);
            await Eventually.True(() => streamed.Gone.IsCompleted);

            // The second question comes after the first is given up.
            var whole = await _vendor.Request(1);
            await client.WriteLineAsync("Enough.");
            await client.FlushAsync();
            await Eventually.True(() => whole.Gone.IsCompleted);
        });
        Assert.That(seen.Text("name"), Is.EqualTo("APIUserAbortError"));
    }

    [Test]
    public async Task Its_errors_are_those_of_the_client()
    {
        _vendor.Otherwise = _ => FakeAnswer.Fails(401);
        var seen = await Run("errors");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Of("stranger"), Is.EqualTo("""["AuthenticationError",401,"UNAUTHORIZED","authentication_error",null]"""));
            Assert.That(Of("unknown"), Is.EqualTo("""["NotFoundError",404,"MODEL_NOT_FOUND","not_found_error",null]"""));
            Assert.That(Of("absent"), Is.EqualTo("""["NotFoundError",404,"MODEL_NOT_FOUND","not_found_error",null]"""));
            Assert.That(Of("several"), Is.EqualTo("""["UnprocessableEntityError",422,"VALIDATION_ERROR","invalid_request_error","n"]"""));
            Assert.That(Of("empty"), Is.EqualTo("""["UnprocessableEntityError",422,"VALIDATION_ERROR","invalid_request_error","messages[0].content"]"""));
            Assert.That(Of("huge"), Is.EqualTo("""["UnprocessableEntityError",422,"VALIDATION_ERROR","invalid_request_error","messages"]"""));
            Assert.That(Of("down"), Is.EqualTo("""["InternalServerError",503,"PROVIDER_UNAUTHORIZED","server_error",null]"""));
            Assert.That(seen.GetProperty("requests").GetInt32(), Is.EqualTo(1));
        }

        string Of(string name) => seen.GetProperty(name).GetRawText();
    }

    [Test]
    public async Task An_answer_that_breaks_off_is_thrown()
    {
        _vendor.Answer(FakeAnswer.Says("Half").ThenStops());
        var seen = await Run("broken");
        Assert.That(seen.Text("text"), Is.EqualTo("Half"));
        Assert.That(seen.GetProperty("error").GetRawText(), Does.StartWith("""["APIError","PROVIDER_UNAVAILABLE","server_error","""));
    }

    private Task<JsonElement> Run(string scenario, string model = Model) => Run(scenario, model, _server, _key);

    private static async Task<JsonElement> Run(string scenario, string model, TestServer server, string key, Func<TextWriter, Task>? talk = null) =>
        JsonDocument.Parse(await NodeProgram.Run("openai-client", [scenario, new Uri(server.Address, "/v1").AbsoluteUri, key, model], talk: talk)).RootElement;
}
