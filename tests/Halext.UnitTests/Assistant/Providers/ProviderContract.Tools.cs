using System.Text.Json;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Completions;
using Halext.TestKit.FakeModels;
using Microsoft.Extensions.AI;

namespace Halext.UnitTests.Assistant.Providers;

public abstract partial class ProviderContract
{
    private static readonly AIFunctionDeclaration Weather = AIFunctionFactory.CreateDeclaration(
        "weather", "Tells the weather.", JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    private static readonly ChatOptions WithWeather = new() { Tools = [Weather] };

    [Test]
    public async Task Offers_tools_and_reads_their_calls([Values] bool isStreamed)
    {
        _server.Answer(FakeAnswer.Uses("weather", "{\"ci", "ty\": \"Zü", "rich\", \"days\": 2}"));
        var answer = isStreamed ? (await Updates("Sun?", WithWeather)).ToChatResponse() : await Complete([new(ChatRole.User, "Sun?")], WithWeather);
        var call = answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        Assert.Multiple(() =>
        {
            Assert.That(call.Name, Is.EqualTo("weather"));
            Assert.That(call.CallId, Is.Not.Empty);
            Assert.That(call.Exception, Is.Null);
            Assert.That(call.Arguments!["city"]!.ToString(), Is.EqualTo("Zürich"));
            Assert.That(call.Arguments["days"]!.ToString(), Is.EqualTo("2"));
            Assert.That(answer.FinishReason, Is.EqualTo(ChatFinishReason.ToolCalls));
            Assert.That(Normal(_server.Requests[0].Body.GetProperty("tools")), Does.Contain("\"weather\"").And.Contain("\"Tells the weather.\"").And.Contain("\"required\":[\"city\"]"));
        });
    }

    [Test]
    public async Task Several_calls_stay_apart([Values] bool isStreamed)
    {
        _server.Answer(FakeAnswer.Says("Let me look.").AndUses("weather", "{\"city\":", "\"Bern\"}").AndUses("weather", "{\"city\":", "\"Basel\"}"));
        var answer = isStreamed ? (await Updates("Sun?", WithWeather)).ToChatResponse() : await Complete([new(ChatRole.User, "Sun?")], WithWeather);
        var calls = answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(calls.Select(c => c.Arguments!["city"]!.ToString()), Is.EqualTo(new[] { "Bern", "Basel" }));
            Assert.That(calls.Select(c => c.CallId), Is.Unique);
            Assert.That(answer.Text, Is.EqualTo("Let me look."));
        });
    }

    [Test]
    public async Task Results_of_tools_are_sent_back()
    {
        await Complete(
            [
                new(ChatRole.User, "Sun?"),
                new(ChatRole.Assistant, [new FunctionCallContent("call_7", "weather", new Dictionary<string, object?> { ["city"] = "Bern" })]),
                new(ChatRole.Tool, [new FunctionResultContent("call_7", "It rains.")]),
            ],
            WithWeather);
        var messages = Normal(_server.Requests[0].Body.GetProperty("messages"));
        Assert.That(messages, Does.Contain("It rains.").And.Contain("Bern"));
        Assert.That(CallsAndResults(_server.Requests[0].Body), Is.EqualTo(new[] { "weather", "It rains." }));
    }

    [TestCase("{\"city\": tru")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    [TestCase("no")]
    public async Task What_a_model_wrote_goes_back_to_it(string arguments)
    {
        var question = new CompleteChat(new Question
        {
            Model = "m",
            Messages =
            [
                new("user", new MessageContent([new ContentPart("text", "Sun?")])),
                new("assistant", null, ToolCalls: [new ToolCall("c1", new CalledFunction("weather", arguments))]),
                new("tool", new MessageContent([new ContentPart("text", "That is no JSON.")]), ToolCallId: "c1"),
            ],
        });
        Assert.That(new CompletionQuestionValidator().Validate(question).Errors, Is.Empty);
        await Complete([.. question.ToCall().Messages], WithWeather);
        Assert.That(Normal(_server.Requests[0].Body.GetProperty("messages")), Does.Contain(JsonSerializer.Serialize(arguments, Plain)));
    }

    [Test]
    public async Task A_call_is_demanded_or_refused()
    {
        var options = new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireAny };
        if (!DemandsCalls)
        {
            Assert.That(Failure(() => Complete([new(ChatRole.User, "Sun?")], options)).Failure, Is.EqualTo(ProviderFailure.Refused));
            Assert.That(_server.Requests, Is.Empty);
            return;
        }

        await Complete([new(ChatRole.User, "Sun?")], options);
        Assert.That(Normal(_server.Requests[0].Body.GetProperty("tool_choice")), Does.Contain("required").Or.Contain("any"));
    }

    [Test]
    public async Task A_schema_is_on_the_wire()
    {
        var schema = JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}""");
        await Complete([new(ChatRole.User, "Hi")], new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "task") });
        Assert.That(Schema(_server.Requests[0].Body), Does.Contain("\"required\":[\"title\"]"));
    }

    /// <summary>The name of the function that the assistant called, and the tool's result, from where the protocol has them, with ids that match.</summary>
    protected abstract IReadOnlyList<string?> CallsAndResults(JsonElement request);

    /// <summary>The schema of the answer in a request.</summary>
    protected abstract string Schema(JsonElement request);

    protected static string Normal(JsonElement json) => JsonSerializer.Serialize(json, Plain);

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed record Question : CompletionQuestion;
}
