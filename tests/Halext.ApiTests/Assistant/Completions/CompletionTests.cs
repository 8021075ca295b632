using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.TestKit;
using Microsoft.Extensions.AI;

namespace Halext.ApiTests.Assistant.Completions;

/// <summary>What the routes take and refuse; how OpenAI's own client sees them is in <see cref="OpenAiClientTests"/>.</summary>
public sealed class CompletionTests : AnswersTest
{
    private const string Chat = "/v1/chat/completions";

    [TestCase("/v1/chat/completions")]
    [TestCase("/api/v1/chat/completions/")]
    public async Task All_that_may_be_said_arrives(string path)
    {
        var user = await Server.SignUp();
        var model = Assistant.Says("Fine.");
        const string Body = """
            {"model":"$model","unknown":1,"max_completion_tokens":9,"max_tokens":5,"stop":"END","tool_choice":{"type":"function","function":{"name":"look"}},
             "tools":[{"type":"function","function":{"name":"look"}}],"parallel_tool_calls":false,"response_format":{"type":"json_object"},"stream":null,"messages":[
              {"role":"developer","content":"Be brief."},
              {"role":"user","name":"ada","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},
                {"type":"image_url","image_url":{"url":"https://example.org/a.png","detail":"low"}}]},
              {"role":"assistant","content":null,"refusal":"I would rather not."},
              {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"look","arguments":"{\"at\":[1,2]}"}}]},
              {"role":"tool","tool_call_id":"c1","content":""},
              {"role":"user","content":"Go on"}]}
            """;
        await user.Client.SendText(HttpMethod.Post, path, Body.Replace("$model", model, StringComparison.Ordinal), "application/json").ShouldBeOk();
        var call = Assistant.CallsOf(model).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(call.Messages.Select(m => m.Role.Value), Is.EqualTo(new[] { "system", "user", "assistant", "assistant", "tool", "user" }));
            Assert.That(call.Messages[1].Contents.Select(c => c.GetType()), Is.EqualTo(new[] { typeof(TextContent), typeof(DataContent), typeof(UriContent) }));
            Assert.That((call.Messages[1].AuthorName, ImageDetail.Of(call.Messages[1].Contents[2]), call.Messages[2].Text), Is.EqualTo(("ada", "low", "I would rather not.")));
            Assert.That(((FunctionCallContent)call.Messages[3].Contents.Single()).Arguments!["at"]!.ToString(), Is.EqualTo("[1,2]"));
            Assert.That(((FunctionResultContent)call.Messages[4].Contents.Single()).CallId, Is.EqualTo("c1"));
            Assert.That((call.Options!.MaxOutputTokens, call.Options.StopSequences!.Single(), call.Options.AllowMultipleToolCalls), Is.EqualTo(((int?)9, "END", (bool?)false)));
            Assert.That(call.Options.ToolMode, Is.EqualTo(ChatToolMode.RequireSpecific("look")));
            Assert.That(call.Options.ResponseFormat, Is.EqualTo(ChatResponseFormat.Json));
            Assert.That((call.Route, call.RequireModel), Is.EqualTo(("/v1/chat/completions", true)));
        }
    }

    [TestCase("""{"messages":[{"role":"user","content":"x"}]}""", "model")]
    [TestCase("""{"model":"m"}""", "messages")]
    [TestCase("""{"model":"m","messages":[]}""", "messages")]
    [TestCase("""{"model":"m","messages":[null]}""", "messages")]
    [TestCase("""{"model":"m","messages":[{"content":"x"}]}""", "messages[0].role")]
    [TestCase("""{"model":"m","messages":[{"role":"wizard","content":"x"}]}""", "messages[0].role")]
    [TestCase("""{"model":"m","messages":[{"role":"function","content":"x"}]}""", "messages[0].role")]
    [TestCase("""{"model":"m","messages":[{"role":"user"}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":""}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":[]}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":7}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":7}]}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio"}]}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}]}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,%%%"}}]}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:"}}]}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://a.example"}}]}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"assistant","content":null}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id")]
    [TestCase("""{"model":"m","messages":[{"role":"tool","content":"x","tool_call_id":"c1"}]}""", "messages")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a.example","detail":"sharp"}}]}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":null,"refusal":"No."}]}""", "messages[0].content")]
    [TestCase("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f"}}]}]}""", "messages[0].tool_calls")]
    [TestCase("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c1","type":"function"}]}]}""", "messages[0].tool_calls")]
    [TestCase("""{"model":"m","messages":[{"role":"assistant","tool_calls":[null]}]}""", "messages[0].tool_calls")]
    [TestCase("""{"model":"m","messages":[{"role":"user","content":"x","tool_calls":[]}]}""", "messages[0].tool_calls")]
    [TestCase("""{"model":"m","messages":{}}""", "messages")]
    public async Task Messages_with_missing_or_wrong_fields_are_refused(string body, string field)
    {
        var user = await Server.SignUp();
        var problem = await user.Client.SendText(HttpMethod.Post, Chat, body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        Assert.That((problem.GetProperty("error").Text("param"), problem.GetProperty("error").Text("type")), Is.EqualTo((field, "invalid_request_error")));
        await user.Client.SendText(HttpMethod.Post, Chat, body.Insert(1, "\"stream\":true,"), "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }

    [TestCase("\"temperature\":2.1", "temperature")]
    [TestCase("\"temperature\":1e999", "temperature")]
    [TestCase("\"top_p\":-0.1", "top_p")]
    [TestCase("\"frequency_penalty\":3", "frequency_penalty")]
    [TestCase("\"presence_penalty\":-3", "presence_penalty")]
    [TestCase("\"max_tokens\":0", "max_tokens")]
    [TestCase("\"max_completion_tokens\":2000000", "max_completion_tokens")]
    [TestCase("\"n\":2", "n")]
    [TestCase("\"seed\":\"x\"", "seed")]
    [TestCase("\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "stop")]
    [TestCase("\"stop\":[null]", "stop")]
    [TestCase("\"stop\":1", "stop")]
    [TestCase("\"logprobs\":true", "logprobs")]
    [TestCase("\"functions\":[]", "functions")]
    [TestCase("\"tools\":[null]", "tools")]
    [TestCase("\"tools\":[{\"type\":\"web_search\"}]", "tools[0].type")]
    [TestCase("\"tools\":[{\"type\":\"function\"}]", "tools[0].function")]
    [TestCase("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]", "tools[0].function.name")]
    [TestCase("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":[]}}]", "tools[0].function.parameters")]
    [TestCase("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "tools")]
    [TestCase("\"tool_choice\":\"required\"", "tool_choice")]
    [TestCase("\"tool_choice\":\"sometimes\"", "tool_choice")]
    [TestCase("\"tool_choice\":7", "tool_choice")]
    [TestCase("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}", "tool_choice")]
    [TestCase("\"response_format\":{\"type\":\"xml\"}", "response_format.type")]
    [TestCase("\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema")]
    [TestCase("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"\"}}", "response_format.json_schema.name")]
    public async Task Options_have_bounds(string option, string field)
    {
        var user = await Server.SignUp();
        await user.Client.SendText(HttpMethod.Post, Chat, $$"""{"model":"m","messages":[{"role":"user","content":"x"}],{{option}}}""", "application/json")
            .ShouldFail(422, "VALIDATION_ERROR", field);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_provider_that_fails_is_an_error_with_its_status(bool stream)
    {
        var user = await Server.SignUp();
        foreach (var (failure, status, code) in new[]
        {
            (ProviderFailure.Unreachable, 503, "PROVIDER_UNAVAILABLE"), (ProviderFailure.Busy, 503, "PROVIDER_BUSY"),
            (ProviderFailure.UnknownModel, 404, "MODEL_NOT_FOUND"), (ProviderFailure.Refused, 422, "MODEL_REFUSED"),
        })
        {
            var model = Assistant.Fails(failure);
            await user.Client.PostJson(Chat, Question(model, stream)).ShouldFail(status, code);
            await user.Client.PostJson("/v1/embeddings", new { model, input = "x" }).ShouldFail(status, code);
        }
    }

    [TestCase("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"f\",\"schema\":{\"title\":\"$long\"}}}", "response_format.json_schema.schema")]
    [TestCase("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"title\":\"$long\"}}}]", "tools")]
    public async Task Schemas_are_no_longer_than_questions(string option, string field)
    {
        var user = await Server.SignUp();
        var body = $$"""{"model":"m","messages":[{"role":"user","content":"x"}],{{option.Replace("$long", new string('x', 400_000), StringComparison.Ordinal)}}}""";
        await user.Client.SendText(HttpMethod.Post, Chat, body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }

    [Test]
    public async Task Nobody_asks_without_signing_in()
    {
        foreach (var path in (string[])[Chat, "/v1/embeddings"])
        {
            await Server.Anonymous().PostJson(path, new { }).ShouldFail(401, "UNAUTHORIZED");
            await Server.Anonymous().Bearer("sk-wrong").PostJson(path, new { }).ShouldFail(401, "UNAUTHORIZED");
        }

        await Server.Anonymous().Get("/v1/models").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Get("/v1/models/mock:mistral").ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task A_stream_tells_usage_only_where_it_is_wanted_and_names_the_model()
    {
        var user = await Server.SignUp();
        var model = Assistant.Streams(_ => new[] { "a", "🎉b" }.ToAsyncEnumerable());
        var response = await user.Client.PostJson(Chat, Question(model, stream: true));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { model }));
        var events = StreamReaders.AsTheStandardSays(await response.Content.ReadAsByteArrayAsync());
        Assert.That(events[^1].Data, Is.EqualTo("[DONE]"));
        var chunks = events.SkipLast(1).Select(e => JsonDocument.Parse(e.Data).RootElement).ToList();
        Assert.That(chunks.Select(c => c.TryGetProperty("usage", out _)), Is.All.False);
        Assert.That(chunks.Select(c => c.GetProperty("choices")[0].GetProperty("delta").GetRawText()), Is.EqualTo(new[]
        {
            """{"role":"assistant","content":""}""", """{"content":"a"}""", """{"content":"\uD83C\uDF89b"}""", "{}",
        }));
    }

    [Test]
    public async Task What_breaks_in_the_middle_is_an_error_without_the_mark_and_without_secrets()
    {
        static async IAsyncEnumerable<string> Fail([EnumeratorCancellation] CancellationToken ct = default)
        {
            yield return "Half";
            await Task.Yield();
            throw new InvalidOperationException("secret");
        }

        var user = await Server.SignUp();
        var response = await user.Client.PostJson(Chat, Question(Assistant.Streams(Fail), stream: true));
        var events = StreamReaders.AsTheStandardSays(await response.Content.ReadAsByteArrayAsync());
        var error = JsonDocument.Parse(events[^1].Data).RootElement.GetProperty("error");
        Assert.That((events[^1].Type, error.Text("code"), error.Text("type")), Is.EqualTo(("message", "INTERNAL_SERVER_ERROR", "server_error")));
        Assert.That(error.Text("message"), Does.Not.Contain("secret"));
    }

    [TestCase("""{"model":"m"}""", "input")]
    [TestCase("""{"input":"x"}""", "model")]
    [TestCase("""{"model":"m","input":""}""", "input")]
    [TestCase("""{"model":"m","input":[]}""", "input")]
    [TestCase("""{"model":"m","input":[[1,2]]}""", "input")]
    [TestCase("""{"model":"m","input":["x",null]}""", "input")]
    [TestCase("""{"model":"m","input":"x","encoding_format":"hex"}""", "encoding_format")]
    [TestCase("""{"model":"m","input":"x","dimensions":0}""", "dimensions")]
    public async Task Nothing_has_no_vector(string body, string field)
    {
        var user = await Server.SignUp();
        await user.Client.SendText(HttpMethod.Post, "/v1/embeddings", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }

    private static object Question(string model, bool stream) => new { model, stream, messages = new[] { new { role = "user", content = "Hi" } } };
}
