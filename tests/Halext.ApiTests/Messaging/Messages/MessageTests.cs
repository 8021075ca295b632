using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Messages;

public sealed class MessageTests : ApiTest
{
    [Test]
    public async Task A_message_has_every_field_that_clients_know()
    {
        var ada = await Server.SignUp();
        var id = await ada.Begin();
        var first = await ada.Post(id, "one");
        var message = await ada.Post(id, "two", replyTo: first.Id(), key: "my-name");
        var expected = new[]
        {
            "id", "conversation_id", "author_id", "sender_id", "author_type", "content", "model_used", "error", "client_message_id", "reply_to_id", "reactions",
            "created_at", "updated_at", "edited_at", "deleted_at", "user_id", "role", "tokens", "cost", "metadata",
        };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.EnumerateObject().Select(p => p.Name), Is.EquivalentTo(expected));
            Assert.That(message.GetProperty("author_id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(message.GetProperty("sender_id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(message.Text("author_type"), Is.EqualTo("user"));
            Assert.That(message.Text("client_message_id"), Is.EqualTo("my-name"));
            Assert.That(message.GetProperty("reply_to_id").GetInt32(), Is.EqualTo(first.Id()));
            Assert.That(message.GetProperty("updated_at").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }

        Assert.That((await ada.Messages(id)).Select(m => m.GetRawText()), Is.EqualTo(new[] { first.GetRawText(), message.GetRawText() }));
    }

    [Test]
    public async Task Where_no_model_is_configured_a_mock_answers_and_says_so()
    {
        var ada = await Server.SignUp();
        var made = await ada.Client.PostJson("/conversations/", new { title = "with the assistant" }).ShouldBeOk();
        Assert.That(made.GetProperty("with_ai").GetBoolean(), Is.True);
        var answer = await ada.Client.PostJson($"/conversations/{made.Id()}/messages", new { content = "hello", model = "openai:gpt" }).ShouldBeOk();
        Assert.That(answer.EnumerateArray().Select(m => m.Text("author_type")), Is.EqualTo(new[] { "user", "ai" }));
        Assert.That(answer[1].Text("content"), Does.Contain("mock").And.Contain("hello"));
        Assert.That(answer[0].GetProperty("model_used").ValueKind, Is.EqualTo(JsonValueKind.Null), "clients take what has a model for the assistant's");
    }

    [TestCase("""{"content":""}""", "content")]
    [TestCase("""{"content":" \n"}""", "content")]
    [TestCase("""{}""", "content")]
    [TestCase("""{"content":"x","reply_to_id":2147483647}""", "reply_to_id")]
    public async Task A_bad_message_names_its_field(string body, string field)
    {
        var ada = await Server.SignUp();
        var path = $"/conversations/{await ada.Begin()}/messages";
        await ada.Client.SendText(HttpMethod.Post, path, body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        await ada.Client.PostJson(path, new { content = new string('a', 32_001) }).ShouldFail(422, "VALIDATION_ERROR", "content");
        Assert.That((await ada.Client.Get(path).ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_reply_answers_a_message_of_the_same_conversation()
    {
        var ada = await Server.SignUp();
        var elsewhere = await ada.Post(await ada.Begin());
        await ada.Client.PostJson($"/conversations/{await ada.Begin()}/messages", new { content = "x", reply_to_id = elsewhere.Id() })
            .ShouldFail(422, "VALIDATION_ERROR", "reply_to_id");
    }

    [Test]
    public async Task The_newest_messages_come_first_to_be_read_and_pages_go_both_ways()
    {
        var ada = await Server.SignUp();
        var id = await ada.Begin();
        var ids = new List<int>();
        for (var i = 0; i < 55; i++)
            ids.Add((await ada.Post(id, $"{i}")).Id());

        Assert.That((await ada.Messages(id)).Select(Chat.Id), Is.EqualTo(ids[5..]));
        Assert.That((await ada.Messages(id, "?limit=50&offset=50")).Select(Chat.Id), Is.EqualTo(ids[5..]), "clients that send offset never got another page");
        Assert.That((await ada.Messages(id, $"?limit=3&before={ids[5]}")).Select(Chat.Id), Is.EqualTo(ids[2..5]));
        Assert.That((await ada.Messages(id, $"?before={ids[0]}")), Is.Empty);
        Assert.That((await ada.Messages(id, $"?limit=3&after={ids[5]}")).Select(Chat.Id), Is.EqualTo(ids[6..9]));
        Assert.That((await ada.Messages(id, "?limit=2&after=0")).Select(Chat.Id), Is.EqualTo(ids[..2]));
        Assert.That((await ada.Messages(id, $"?after={ids[54]}")), Is.Empty);
        await ada.Client.Get($"/conversations/{id}/messages?limit=0").ShouldFail(422, "VALIDATION_ERROR", "limit");
        await ada.Client.Get($"/conversations/{id}/messages?limit=501").ShouldFail(422, "VALIDATION_ERROR", "limit");
    }

    [Test]
    public async Task The_same_name_is_the_same_message_however_often_and_at_once_it_comes()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var id = await ada.Begin(bob);
        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/conversations/{id}/messages")
            {
                Content = new StringContent($$"""{"content":"attempt {{i}}"}""", System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", "once");
            return (await ada.Client.SendAsync(request).ShouldBeOk())[0].Id();
        }));
        Assert.That(sent.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await ada.Messages(id), Has.Count.EqualTo(1));
        Assert.That((await ada.Post(id, "again", key: "once")).Id(), Is.EqualTo(sent[0]), "the body's name is the same as the header's");
        Assert.That((await bob.Post(id, "by bob", key: "once")).Id(), Is.Not.EqualTo(sent[0]), "names are the author's own");
    }

    [Test]
    public async Task Messages_posted_at_once_are_all_there_and_all_counted()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var id = await ada.Begin(bob, eve);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? ada : bob).Post(id, $"{i}")));
        Assert.That(await eve.Unread(id), Is.EqualTo(20));
        Assert.That((await eve.Messages(id)).Select(Chat.Id), Is.Ordered.And.Exactly(20).Items);
    }

    [Test]
    public async Task Only_the_author_edits_and_the_author_or_the_owner_deletes()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var id = await ada.Begin(bob);
        var (byAda, byBob) = (await ada.Post(id, "by ada"), await bob.Post(id, "by bob"));
        await ada.Client.PutJson($"/messages/{byBob.Id()}", new { content = "x" }).ShouldFail(403, "FORBIDDEN");
        await eve.Client.PutJson($"/messages/{byBob.Id()}", new { content = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.PutJson($"/messages/{byBob.Id()}", new { content = " " }).ShouldFail(422, "VALIDATION_ERROR", "content");
        var edited = await bob.Client.PatchJson($"/messages/{byBob.Id()}", new { content = "edited" }).ShouldBeOk();
        Assert.That(edited.Text("content"), Is.EqualTo("edited"));
        Assert.That(edited.Text("edited_at"), Is.EqualTo(edited.Text("updated_at")));

        await bob.Client.Delete($"/messages/{byAda.Id()}").ShouldFail(403, "FORBIDDEN");
        await ada.Client.PutAsync(new Uri($"/messages/{byBob.Id()}/reactions/x", UriKind.Relative), null).ShouldBeOk();
        await ada.Client.Delete($"/messages/{byBob.Id()}").ShouldBeNoContent();
        await ada.Client.Delete($"/messages/{byBob.Id()}").ShouldBeNoContent();
        var tombstone = (await ada.Messages(id))[1];
        Assert.That(tombstone.Text("content"), Is.Empty);
        Assert.That(tombstone.Text("deleted_at"), Is.Not.Empty);
        Assert.That(tombstone.GetProperty("reactions").GetArrayLength(), Is.Zero);
        await bob.Client.PutJson($"/messages/{byBob.Id()}", new { content = "x" }).ShouldFail(409, "MESSAGE_DELETED");
        await bob.Client.PutAsync(new Uri($"/messages/{byBob.Id()}/reactions/x", UriKind.Relative), null).ShouldFail(409, "MESSAGE_DELETED");
        await eve.Client.Delete($"/messages/{byAda.Id()}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Reactions_count_people_and_say_which_are_mine()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var id = await ada.Begin(bob);
        var path = $"/messages/{(await ada.Post(id)).Id()}/reactions/";
        var thumb = Uri.EscapeDataString("👍🏽");
        await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => new[] { ada, bob }).Select(u => u.Client.PutAsync(new Uri(path + thumb, UriKind.Relative), null).ShouldBeOk()));
        await bob.Client.PutAsync(new Uri(path + "%E2%9D%A4", UriKind.Relative), null).ShouldBeOk();
        Assert.That(await Reactions(ada, id), Is.EqualTo(new[] { ("👍🏽", 2, true), ("❤", 1, false) }));

        await bob.Client.Delete(path + thumb).ShouldBeNoContent();
        await bob.Client.Delete(path + thumb).ShouldBeNoContent();
        await bob.Client.Delete(path + "%E2%9D%A4").ShouldBeNoContent();
        Assert.That(await Reactions(bob, id), Is.EqualTo(new[] { ("👍🏽", 1, false) }));
        Assert.That((await bob.Conversation(id)).GetProperty("last_message").GetProperty("reactions").GetArrayLength(), Is.EqualTo(1));
        await bob.Client.PutAsync(new Uri(path + new string('a', 33), UriKind.Relative), null).ShouldFail(422, "VALIDATION_ERROR", "emoji");
        await bob.Client.PutAsync(new Uri(path + "%20", UriKind.Relative), null).ShouldFail(422, "VALIDATION_ERROR", "emoji");
        await eve.Client.PutAsync(new Uri(path + thumb, UriKind.Relative), null).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Words_are_found_in_any_case_newest_first()
    {
        var (ada, eve) = (await Server.SignUp("ada"), await Server.SignUp("eve"));
        var id = await ada.Begin();
        await ada.Post(await ada.Begin(), "apples elsewhere");
        foreach (var content in new[] { "Apples and pears", "pears only", "three APPLES, please", "apples that go" })
            await ada.Post(id, content);
        await ada.Client.Delete($"/messages/{(await ada.Messages(id))[3].Id()}").ShouldBeNoContent();
        Assert.That((await ada.Messages(id, "/search?q=apples")).Contents(), Is.EqualTo(new[] { "three APPLES, please", "Apples and pears" }));
        Assert.That((await ada.Messages(id, "/search?q=apples&limit=1")).Contents(), Is.EqualTo(new[] { "three APPLES, please" }));
        Assert.That((await ada.Messages(id, $"/search?q=apples&before={(await ada.Messages(id))[2].Id()}")).Contents(), Is.EqualTo(new[] { "Apples and pears" }));
        Assert.That((await ada.Messages(id, "/search?q=apples%20-pears")).Contents(), Is.EqualTo(new[] { "three APPLES, please" }));
        Assert.That(await ada.Messages(id, "/search?q=" + Uri.EscapeDataString("'\"&|!(*:\\")), Is.Empty, "no text is a syntax error");
        await ada.Client.Get($"/conversations/{id}/messages/search").ShouldFail(422, "VALIDATION_ERROR", "q");
        await ada.Client.Get($"/conversations/{id}/messages/search?q={new string('a', 201)}").ShouldFail(422, "VALIDATION_ERROR", "q");
        await eve.Client.Get($"/conversations/{id}/messages/search?q=apples").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    private static async Task<List<(string, int, bool)>> Reactions(TestUser user, int conversationId) =>
        [.. (await user.Messages(conversationId))[0].GetProperty("reactions").EnumerateArray()
            .Select(r => (r.Text("emoji"), r.GetProperty("count").GetInt32(), r.GetProperty("mine").GetBoolean()))];
}
