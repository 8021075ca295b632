using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Presence;

public sealed class PresenceTests : ApiTest
{
    [Test]
    public async Task Who_shares_a_conversation_sees_what_is_set()
    {
        var (ada, bob, eve) = await People();
        var set = await ada.Client.PostJson("/presence/status", new { status = "away", current_activity = "Cooking", status_message = "Back at nine" }).ShouldBeOk();
        Assert.That(
            set.GetRawText(),
            Is.EqualTo($$"""{"username":"{{ada.Username}}","is_online":true,"status":"away","current_activity":"Cooking","status_message":"Back at nine","last_seen":"2026-03-02T09:00:00Z"}"""));

        Assert.That((await ByName(bob, ada)).GetRawText(), Is.EqualTo(set.GetRawText()));
        Assert.That((await ByName(ada, ada)).GetRawText(), Is.EqualTo(set.GetRawText()));
        Assert.That(
            (await bob.Client.Get($"/presence/users/{ada.Id}").ShouldBeOk()).GetRawText(),
            Is.EqualTo($$"""{"user_id":{{ada.Id}},"status":"away","last_seen":"2026-03-02T09:00:00Z","is_typing":false}"""));

        Assert.That(
            (await ByName(eve, ada)).GetRawText(),
            Is.EqualTo($$"""{"username":"{{ada.Username}}","is_online":false,"status":"offline","current_activity":null,"status_message":null,"last_seen":null}"""),
            "a stranger learns what is said of who was never there");
        Assert.That((await eve.Client.Get($"/presence/users/{ada.Id}").ShouldBeOk()).Text("status"), Is.EqualTo("offline"));
        Assert.That((await ByName(ada, bob)).GetRawText().Replace(bob.Username, ada.Username, StringComparison.Ordinal), Is.EqualTo((await ByName(eve, ada)).GetRawText()));
    }

    [Test]
    public async Task A_list_answers_in_the_order_asked_for()
    {
        var (ada, bob, eve) = await People();
        await ada.Client.PostJson("/users/me/presence", new { status = "busy" }).ShouldBeOk();
        var listed = await bob.Client.Get($"/users/presence?user_ids={eve.Id},2000000000,%20{ada.Id},{ada.Id}").ShouldBeOk();
        Assert.That(listed.EnumerateArray().Select(p => (p.GetProperty("user_id").GetInt32(), p.Text("status"))), Is.EqualTo(new[]
        {
            (eve.Id, "offline"), (2_000_000_000, "offline"), (ada.Id, "busy"),
        }));
        Assert.That((await eve.Client.Get($"/users/presence?user_ids={ada.Id}").ShouldBeOk())[0].Text("status"), Is.EqualTo("offline"));

        var all = await bob.Client.Get("/users/presence").ShouldBeOk();
        Assert.That(all.EnumerateArray().Select(p => p.GetProperty("user_id").GetInt32()), Is.EqualTo(new[] { ada.Id, bob.Id }), "those whom one may see");
        Assert.That((await eve.Client.Get("/users/presence").ShouldBeOk()).GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Bad_lists_are_refused()
    {
        var ada = await Server.SignUp("ada");
        foreach (var ids in new[] { "1,x", "-1", "1.5", "99999999999", string.Join(',', Enumerable.Range(1, 101)) })
            await ada.Client.Get($"/users/presence?user_ids={ids}").ShouldFail(422, "VALIDATION_ERROR", "user_ids");
        await ada.Client.Get($"/users/presence?user_ids={string.Join(',', Enumerable.Range(1_000_000_000, 100))}").ShouldBeOk();
    }

    [Test]
    public async Task Absent_fields_stay_and_null_clears()
    {
        var (ada, bob, _) = await People();
        await ada.Client.PostJson("/presence/status", new { status = "busy", current_activity = "Cooking", status_message = "Soup" }).ShouldBeOk();
        Assert.That((await ada.Client.PostJson("/presence/status", new { }).ShouldBeOk()).Text("status"), Is.EqualTo("busy"));
        await ada.Client.SendText(HttpMethod.Post, "/presence/status", """{"current_activity":null}""", "application/json").ShouldBeOk();
        var seen = await ByName(bob, ada);
        Assert.That(seen.Text("status"), Is.EqualTo("busy"));
        Assert.That(seen.GetProperty("current_activity").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(seen.Text("status_message"), Is.EqualTo("Soup"));
        await ada.Client.SendText(HttpMethod.Post, "/presence/status", """{"status":null}""", "application/json").ShouldBeOk();
        Assert.That((await ByName(bob, ada)).Text("status"), Is.EqualTo("online"));
    }

    [Test]
    public async Task Unknown_words_are_refused_with_the_known_ones()
    {
        var (ada, bob, _) = await People();
        foreach (var path in new[] { "/presence/status", "/users/me/presence" })
        {
            var refused = await ada.Client.PostJson(path, new { status = "dancing" }).ShouldFail(422, "VALIDATION_ERROR", "status");
            Assert.That(refused.Text("detail"), Does.Contain("online, away, busy, offline"));
            await ada.Client.PostJson(path, new { status_message = new string('x', 501) }).ShouldFail(422, "VALIDATION_ERROR", "status_message");
            await ada.Client.PostJson(path, new { current_activity = new string('x', 201) }).ShouldFail(422, "VALIDATION_ERROR", "current_activity");
        }

        Assert.That((await ByName(bob, ada)).GetProperty("is_online").GetBoolean(), Is.False, "nothing was stored");
        Assert.That((await ada.Client.PostJson("/presence/status", new { status = "Away" }).ShouldBeOk()).Text("status"), Is.EqualTo("away"));
    }

    [Test]
    public async Task Nobody_who_does_not_exist_has_a_presence()
    {
        var ada = await Server.SignUp("ada");
        var missing = await ada.Client.Get("/users/no-such-person/presence").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(missing.Text("detail"), Does.Contain("not found"));
        await ada.Client.Get("/presence/users/2000000000").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((int)(await ada.Client.PostJson("/users/presence", new { })).StatusCode, Is.EqualTo(405));
    }

    [Test]
    public async Task Offline_by_choice_shows_nothing_and_stays_until_one_chooses_otherwise()
    {
        var (ada, bob, _) = await People();
        await ada.Client.PostJson("/presence/status", new { status_message = "Soup" }).ShouldBeOk();
        var hidden = await ada.Client.PostJson("/presence/status", new { is_online = false }).ShouldBeOk();
        Assert.That(hidden.Text("status"), Is.EqualTo("offline"));
        Assert.That(hidden.Text("status_message"), Is.EqualTo("Soup"), "to oneself");
        var seen = await ByName(bob, ada);
        Assert.That(seen.GetProperty("is_online").GetBoolean(), Is.False);
        Assert.That(seen.GetProperty("status_message").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await ada.Client.PostJson("/presence/status", new { current_activity = "Hiding" }).ShouldBeOk()).Text("status"), Is.EqualTo("offline"));
        Assert.That((await ada.Client.PostJson("/presence/status", new { is_online = true }).ShouldBeOk()).Text("status"), Is.EqualTo("online"));
        Assert.That((await ada.Client.PostJson("/presence/status", new { is_online = true, status = "offline" }).ShouldBeOk()).Text("status"), Is.EqualTo("offline"), "the status wins");
    }

    [Test]
    public async Task Who_leaves_the_conversation_sees_nothing_any_more()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var room = await ada.Begin(bob);
        await ada.Client.PostJson("/presence/status", new { status = "busy" }).ShouldBeOk();
        Assert.That((await ByName(bob, ada)).Text("status"), Is.EqualTo("busy"));
        await bob.Client.Delete($"/conversations/{room}/participants/{bob.Username}").ShouldBeNoContent();
        Assert.That((await ByName(bob, ada)).Text("status"), Is.EqualTo("offline"));
    }

    private static Task<JsonElement> ByName(TestUser viewer, TestUser seen) => viewer.Client.Get($"/users/{seen.Username}/presence").ShouldBeOk();

    /// <summary>Two who share a conversation, and a stranger.</summary>
    private async Task<(TestUser Ada, TestUser Bob, TestUser Eve)> People()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        await ada.Begin(bob);
        return (ada, bob, eve);
    }
}
