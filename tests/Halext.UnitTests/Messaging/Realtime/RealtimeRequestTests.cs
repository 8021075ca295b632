using System.Text.Json;
using Halext.Application.Messaging.Realtime;

namespace Halext.UnitTests.Messaging.Realtime;

public sealed class RealtimeRequestTests
{
    [TestCase("{\"text\":\"x\"}", true)]
    [TestCase("{}", false)]
    [TestCase("[1]", false)]
    [TestCase("7", false)]
    [TestCase("null", false)]
    public void A_broadcast_is_an_object_with_something_in_it(string message, bool isValid) =>
        Assert.That(WrongFields(new Broadcast(JsonElement.Parse(message), null, null)), Is.EqualTo(isValid ? [] : new[] { "Message" }));

    [Test]
    public void A_broadcast_that_is_missing_or_too_long_is_refused()
    {
        Assert.That(WrongFields(new Broadcast(default, null, null)), Is.EqualTo(new[] { "Message" }));
        var longest = $$"""{"text":"{{new string('x', (32 * 1024) - 11)}}"}""";
        Assert.That(longest, Has.Length.EqualTo(32 * 1024));
        Assert.That(WrongFields(new Broadcast(JsonElement.Parse(longest), null, null)), Is.Empty);
        Assert.That(WrongFields(new Broadcast(JsonElement.Parse(longest + " "), null, null)), Is.Empty, "what stands around it does not count");
        Assert.That(WrongFields(new Broadcast(JsonElement.Parse(longest.Replace("x\"}", "xx\"}", StringComparison.Ordinal)), null, null)), Is.EqualTo(new[] { "Message" }));
    }

    [TestCase("", false)]
    [TestCase(" ", false)]
    [TestCase(null, false)]
    [TestCase("public.news", true)]
    public void A_channel_has_a_name(string? channel, bool isValid)
    {
        Assert.That(new SubscribeToChannelValidator().WrongFields(new SubscribeToChannel(channel!)), Is.EqualTo(isValid ? [] : new[] { "Channel" }));
        Assert.That(new SubscribeToChannelValidator().WrongFields(new SubscribeToChannel(new string('x', 100))), Is.Empty);
        Assert.That(new SubscribeToChannelValidator().WrongFields(new SubscribeToChannel(new string('x', 101))), Is.EqualTo(new[] { "Channel" }));
    }

    [Test]
    public void A_broadcast_to_a_channel_names_one_that_can_be()
    {
        var message = JsonElement.Parse("{\"text\":\"x\"}");
        Assert.That(WrongFields(new Broadcast(message, null, new string('x', 101))), Is.EqualTo(new[] { "Channel" }));
    }

    [TestCase("conversation:7", 7)]
    [TestCase("conversation:2147483647", int.MaxValue)]
    [TestCase("conversation:2147483648", null)]
    [TestCase("conversation:07", null)]
    [TestCase("conversation:0", null)]
    [TestCase("conversation:-7", null)]
    [TestCase("conversation: 7", null)]
    [TestCase("conversation:7 ", null)]
    [TestCase("conversation:", null)]
    [TestCase("conversation", null)]
    [TestCase("Conversation:7", null)]
    [TestCase("public.conversation:7", null)]
    public void A_conversation_has_one_channel(string channel, int? conversation) => Assert.That(Channels.ConversationOf(channel), Is.EqualTo(conversation));

    private static string[] WrongFields(Broadcast request) => new BroadcastValidator().WrongFields(request);
}
