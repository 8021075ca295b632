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
}
