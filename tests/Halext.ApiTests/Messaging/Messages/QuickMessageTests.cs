using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Messages;

public sealed class QuickMessageTests : ApiTest
{
    [Test]
    public async Task The_first_one_begins_a_conversation_and_the_next_ones_go_on_there()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var first = await ada.Client.PostJson("/messages/quick", new { username = $"  {bob.Username.ToUpperInvariant()} ", content = "hi", model = "m" }).ShouldBeOk();
        Assert.That(first.Text("model_used"), Is.EqualTo("m"));
        var conversation = await bob.Conversation(first.GetProperty("conversation_id").GetInt32());
        Assert.That(
            (conversation.Text("title"), conversation.Text("mode"), conversation.GetProperty("with_ai").GetBoolean(), conversation.GetProperty("unread_count").GetInt32()),
            Is.EqualTo(($"Chat with {bob.Username}", "partner", false, 1)));

        var answer = await bob.Client.PostJson("/messages/quick", new { username = ada.Username, content = "hi yourself" }).ShouldBeOk();
        Assert.That(answer.GetProperty("conversation_id").GetInt32(), Is.EqualTo(conversation.Id()));
    }

    [Test]
    public async Task It_uses_any_conversation_of_exactly_the_two()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        await ada.Begin(bob, eve);
        await ada.Begin();
        var made = await bob.Client.PostJson("/conversations/", new { title = "us", with_ai = true, participant_usernames = new[] { ada.Username } }).ShouldBeOk();
        Assert.That(await Quick(ada, bob), Is.EqualTo(made.Id()));

        // It is no longer of exactly the two.
        await bob.Client.PostJson($"/conversations/{made.Id()}/participants", new { usernames = new[] { eve.Username } }).ShouldBeNoContent();
        Assert.That(await Quick(ada, bob), Is.Not.EqualTo(made.Id()));
    }

    [Test]
    public async Task Who_takes_in_a_third_person_begins_anew_with_the_second()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var first = await Quick(ada, bob);
        await ada.Client.PostJson($"/conversations/{first}/participants", new { usernames = new[] { eve.Username } }).ShouldBeNoContent();
        var second = await Quick(ada, bob);
        Assert.That(second, Is.Not.EqualTo(first));
        await bob.Client.Delete($"/conversations/{second}/participants/{bob.Username}").ShouldBeNoContent();
        Assert.That(await Quick(bob, ada), Is.Not.EqualTo(first).And.Not.EqualTo(second));
    }

    [Test]
    public async Task Many_at_once_begin_one_conversation()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var conversations = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? Quick(ada, bob) : Quick(bob, ada)));
        Assert.That(conversations.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await ada.Messages(conversations[0]), Has.Count.EqualTo(8));
    }

    [Test]
    public async Task The_same_name_is_the_same_message()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var body = new { username = bob.Username, content = "hi", client_message_id = "once" };
        var sent = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => (await ada.Client.PostJson("/messages/quick", body).ShouldBeOk()).Id()));
        Assert.That(sent.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task It_needs_somebody_else_who_exists()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/messages/quick", new { username = "  ", content = "x" }).ShouldFail(422, "VALIDATION_ERROR", "username");
        await ada.Client.PostJson("/messages/quick", new { username = ada.Username, content = "x" }).ShouldFail(422, "VALIDATION_ERROR", "username");
        await ada.Client.PostJson("/messages/quick", new { username = "nobody-at-all", content = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PostJson("/messages/quick", new { username = "nobody-at-all", content = "" }).ShouldFail(422, "VALIDATION_ERROR", "content");
    }

    private static async Task<int> Quick(TestUser from, TestUser to) =>
        (await from.Client.PostJson("/messages/quick", new { username = to.Username, content = "hi" }).ShouldBeOk()).GetProperty("conversation_id").GetInt32();
}
