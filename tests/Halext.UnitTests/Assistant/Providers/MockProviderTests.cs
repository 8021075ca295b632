using System.Text.Json;
using Halext.Application.Assistant.Providers;
using Halext.Infrastructure.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.UnitTests.Assistant.Providers;

public sealed class MockProviderTests
{
    private static IChatClient Client =>
        new MockProvider().Chat(new ProviderConnection("mock", ProviderProtocol.Mock, new Uri("about:blank"), null, false), "llama3.1");

    [Test]
    public async Task Says_that_it_is_a_mock() => Assert.That((await Client.GetResponseAsync("Hi")).Text, Does.Contain("mock").And.Contain("Hi"));

    [Test]
    public async Task Answers_by_the_schema()
    {
        var schema = JsonSerializer.Deserialize<JsonElement>("""
            {"type":"object","required":["title","due","priority","tags","count","child","maybe"],
             "properties":{"title":{"type":"string","minLength":6},"due":{"type":"string","format":"date-time"},"priority":{"enum":["low","high"]},
               "tags":{"type":"array","minItems":2,"items":{"type":"string","maxLength":3}},"count":{"type":"integer","minimum":3},
               "child":{"$ref":"#/$defs/child"},"maybe":{"type":["null","boolean"]},"left":{"type":"string"}},
             "$defs":{"child":{"type":"object","properties":{"name":{"anyOf":[{"type":"string"},{"type":"null"}]}}}}}
            """);
        var answer = await Client.GetResponseAsync("Hi", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) });
        Assert.That(answer.Text, Is.EqualTo(
            """{"title":"mock..","due":"2026-01-01T09:00:00Z","priority":"low","tags":["moc","moc"],"count":3,"child":{"name":"mock"},"maybe":false}"""));
    }

    [Test]
    public async Task A_schema_without_end_ends()
    {
        var schema = JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"next":{"$ref":"#"}}}""");
        var answer = await Client.GetResponseAsync("Hi", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) });
        Assert.That(() => JsonDocument.Parse(answer.Text), Throws.Nothing);
    }

    [Test]
    public async Task Calls_the_tool_that_it_is_told_to_once()
    {
        var tool = AIFunctionFactory.CreateDeclaration("add_task", "Adds.", JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"title":{"type":"string"}}}"""));
        var options = new ChatOptions { Tools = [tool] };
        var question = new ChatMessage(ChatRole.User, "Please use the tool add_task.");
        var answer = await Client.GetResponseAsync([question], options);
        var call = answer.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        Assert.That((call.Name, call.Arguments!["title"]!.ToString(), answer.FinishReason), Is.EqualTo(("add_task", "mock", ChatFinishReason.ToolCalls)));

        var after = await Client.GetResponseAsync([question, .. answer.Messages, new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "done")])], options);
        Assert.That(after.FinishReason, Is.EqualTo(ChatFinishReason.Stop));
        Assert.That((await Client.GetResponseAsync("use the tool other", options)).FinishReason, Is.EqualTo(ChatFinishReason.Stop));
    }
}
