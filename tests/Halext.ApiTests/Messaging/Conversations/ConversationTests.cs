using System.Text.Json;
using Halext.ApiTests.Messaging.Notifications;
using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Conversations;

public sealed class ConversationTests : ApiTest
{
    [Test]
    public async Task A_new_conversation_has_every_field_that_clients_know()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var made = await ada.Client.PostJson("/conversations/", new
        {
            title = "Holiday", default_model_id = "openai:gpt", participant_usernames = new[] { bob.Username.ToUpperInvariant(), bob.Username, ada.Username },
        }).ShouldBeOk();
        var expected = new[]
        {
            "id", "title", "mode", "with_ai", "default_model_id", "model_id", "system_prompt", "message_count", "hive_mind_goal", "owner_id", "created_at", "updated_at", "participants",
            "participant_details", "last_message", "unread_count",
        };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.EnumerateObject().Select(p => p.Name), Is.EquivalentTo(expected));
            Assert.That(made.Text("mode"), Is.EqualTo("solo"));
            Assert.That(made.GetProperty("with_ai").GetBoolean(), Is.True);
            Assert.That(made.Text("default_model_id"), Is.EqualTo("openai:gpt"));
            Assert.That(made.GetProperty("owner_id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(made.GetProperty("participants").EnumerateArray().Select(n => n.GetString()), Is.EqualTo(new[] { ada.Username, bob.Username }));
            Assert.That(made.GetProperty("participant_details").EnumerateArray().Select(d => d.Text("email")), Is.EqualTo(new[] { ada.Email, "" }));
            Assert.That(made.GetProperty("last_message").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(made.GetProperty("unread_count").GetInt32(), Is.Zero);
        }

        Assert.That((await bob.Conversation(made.Id())).GetProperty("participant_details").EnumerateArray().Select(d => d.Text("email")), Is.EqualTo(new[] { "", bob.Email }));
    }

    [TestCase("solo")]
    [TestCase("partner")]
    [TestCase("group")]
    [TestCase("hive_mind")]
    public async Task The_modes_of_the_clients_are_known(string mode)
    {
        var ada = await Server.SignUp();
        Assert.That((await ada.Client.PostJson("/conversations/", new { title = "t", mode }).ShouldBeOk()).Text("mode"), Is.EqualTo(mode));
    }

    [TestCase("""{"title":""}""", "title")]
    [TestCase("""{"mode":"solo"}""", "title")]
    [TestCase("""{"title":"t","mode":"choir"}""", "mode")]
    [TestCase("""{"title":"t","mode":7}""", "mode")]
    [TestCase("""{"title":"t","participant_usernames":[""]}""", "participant_usernames")]
    public async Task A_bad_conversation_names_its_field(string body, string field)
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/conversations/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        await ada.Client.PostJson("/conversations/", new { title = new string('a', 201) }).ShouldFail(422, "VALIDATION_ERROR", "title");
        Assert.That((await ada.Client.Get("/conversations/").ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task An_unknown_participant_is_named()
    {
        var ada = await Server.SignUp();
        var failure = await ada.Client.PostJson("/conversations/", new { title = "t", participant_usernames = new[] { "nobody-at-all" } })
            .ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(failure.Text("detail"), Does.Contain("nobody-at-all"));
    }

    [Test]
    public async Task The_list_has_the_one_that_was_used_last_first_in_three_statements()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var ids = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            Server.Clock.Advance(TimeSpan.FromSeconds(1));
            ids.Add(await ada.Begin(bob));
        }

        Server.Clock.Advance(TimeSpan.FromSeconds(1));
        await ada.Post(ids[0], "first");
        await ada.Post(ids[0], "last");
        var list = (await bob.Client.Get("/conversations/").ShouldBeOk()).EnumerateArray().ToList();
        Assert.That(list.Select(Chat.Id), Is.EqualTo(new[] { ids[0], ids[2], ids[1] }));
        Assert.That(list[0].GetProperty("last_message").Text("content"), Is.EqualTo("last"));
        Assert.That(list[0].GetProperty("unread_count").GetInt32(), Is.EqualTo(2));
        Assert.That(bob.Client.OwnStatements(), Is.EqualTo(3));

        Assert.That((await bob.Client.Get("/conversations/?skip=1&limit=1").ShouldBeOk()).EnumerateArray().Select(Chat.Id), Is.EqualTo(new[] { ids[2] }));
        await bob.Client.Get("/conversations/?limit=501").ShouldFail(422, "VALIDATION_ERROR", "limit");
    }

    [Test]
    public async Task Its_owner_changes_it_and_what_is_absent_stays()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var id = await ada.Begin(bob);
        await bob.Post(id);
        var changed = await ada.Client.PutJson($"/conversations/{id}", new { title = "new", default_model_id = "m" }).ShouldBeOk();
        Assert.That((changed.Text("title"), changed.Text("mode"), changed.Text("default_model_id")), Is.EqualTo(("new", "group", "m")));
        Assert.That(changed.GetProperty("last_message").Text("content"), Is.EqualTo("hello"));
        await ada.Client.PatchJson($"/conversations/{id}", new { mode = "choir" }).ShouldFail(422, "VALIDATION_ERROR", "mode");
        await bob.Client.PutJson($"/conversations/{id}", new { title = "x" }).ShouldFail(403, "FORBIDDEN");
        await bob.Client.Delete($"/conversations/{id}").ShouldFail(403, "FORBIDDEN");
        await eve.Client.PutJson($"/conversations/{id}", new { title = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");

        await ada.Client.Delete($"/conversations/{id}").ShouldBeNoContent();
        await bob.Client.Get($"/conversations/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Delete($"/conversations/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task The_goal_comes_in_the_query_or_in_the_body()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var path = $"/conversations/{await ada.Begin(bob)}/hive-mind/goal";
        Assert.That((await ada.Client.PostAsync(new Uri(path + "?goal=a%20house", UriKind.Relative), null).ShouldBeOk()).Text("hive_mind_goal"), Is.EqualTo("a house"));
        Assert.That((await ada.Client.PostJson(path, new { goal = "a boat" }).ShouldBeOk()).Text("hive_mind_goal"), Is.EqualTo("a boat"));
        await ada.Client.PostAsync(new Uri(path, UriKind.Relative), null).ShouldFail(422, "VALIDATION_ERROR", "goal");
        await bob.Client.PostJson(path, new { goal = "x" }).ShouldFail(403, "FORBIDDEN");
    }

    [Test]
    public async Task When_somebody_deletes_their_account_their_conversations_go_and_their_messages_elsewhere_stay()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var (adas, bobs) = (await ada.Begin(bob), await bob.Begin(ada));
        await bob.Post(adas, "stays", key: "k");
        await bob.Client.Delete("/users/me/").ShouldBeNoContent();

        var message = (await ada.Messages(adas)).Single();
        Assert.That(message.Text("content"), Is.EqualTo("stays"));
        Assert.That(message.GetProperty("author_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await ada.Conversation(adas)).GetProperty("participants").GetArrayLength(), Is.EqualTo(1));
        await ada.Client.Get($"/conversations/{bobs}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }
}
