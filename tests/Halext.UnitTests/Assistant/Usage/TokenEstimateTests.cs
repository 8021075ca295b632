using Halext.Application.Assistant.Completions;
using Halext.Application.Assistant.Usage;
using Microsoft.Extensions.AI;

namespace Halext.UnitTests.Assistant.Usage;

public sealed class TokenEstimateTests
{
    [Test]
    public void Four_characters_are_a_token_and_three_bytes_are_the_worst_case()
    {
        ChatMessage[] messages = [new(ChatRole.System, "12345678"), new(ChatRole.User, "日本語日")];
        Assert.That(TokenEstimate.Of(messages, null), Is.EqualTo(3));
        Assert.That(TokenEstimate.AtMost(messages, null), Is.EqualTo(3 + 4));
    }

    [Test]
    public void Pictures_tools_and_instructions_count()
    {
        ChatMessage[] messages = [new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])];
        var options = new ChatOptions { Instructions = "1234", Tools = [new HostedWebSearchTool()] };
        Assert.That(TokenEstimate.Of(messages, options), Is.GreaterThan(1_500 + 1));
    }

    [Test]
    public void The_schema_of_the_answer_and_names_count()
    {
        var schema = System.Text.Json.JsonSerializer.SerializeToElement(new { title = new string('x', 4_000) });
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "12345678") };
        ChatMessage[] messages = [new(ChatRole.User, "1234") { AuthorName = "1234" }];
        Assert.That(TokenEstimate.Of(messages, options), Is.EqualTo(1 + 1 + 2 + (schema.GetRawText().Length + 3) / 4));
        Assert.That(TokenEstimate.AtMost(messages, options), Is.GreaterThan(4_000 / 3));
    }

    [Test]
    public void Sums_of_large_counts_stay_counts()
    {
        Assert.That(new CompletionUsageDto(2_000_000_000, 2_000_000_000).TotalTokens, Is.EqualTo(int.MaxValue));
        Assert.That((TokenEstimate.Clamp(3_000_000_000), TokenEstimate.Clamp(-1)), Is.EqualTo((int.MaxValue, 0)));
    }
}
