using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Conversations;

public sealed class ParticipantTests : ApiTest
{
    [Test]
    public async Task The_owner_takes_people_in_and_out()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var id = await ada.Begin(bob);
        await ada.Post(id, "before");
        var path = $"/conversations/{id}/participants";
        await bob.Client.PostJson(path, new { usernames = new[] { eve.Username } }).ShouldFail(403, "FORBIDDEN");
        await eve.Client.PostJson(path, new { usernames = new[] { eve.Username } }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PostJson(path, new { usernames = new[] { "nobody-at-all" } }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PostJson(path, new { usernames = Array.Empty<string>() }).ShouldFail(422, "VALIDATION_ERROR", "usernames");
        await ada.Client.PostJson(path, new { usernames = new[] { eve.Username, bob.Username } }).ShouldBeNoContent();
        await ada.Client.PostJson(path, new { usernames = new[] { eve.Username } }).ShouldBeNoContent();
        Assert.That(await eve.Unread(id), Is.Zero, "what was there before does not count");
        Assert.That((await eve.Messages(id)).Contents(), Is.EqualTo(new[] { "before" }));
        Assert.That(await Roles(ada, id), Is.EqualTo(new[] { (ada.Username, "owner"), (bob.Username, "member"), (eve.Username, "member") }));

        await bob.Client.Delete($"{path}/{eve.Username}").ShouldFail(403, "FORBIDDEN");
        await eve.Post(id, "by eve");
        await ada.Client.Delete($"{path}/{eve.Username}").ShouldBeNoContent();
        await ada.Client.Delete($"{path}/{eve.Username}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await eve.Client.Get($"/conversations/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await eve.Client.Get($"/conversations/{id}/messages").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((await bob.Messages(id)).Contents(), Is.EqualTo(new[] { "before", "by eve" }));
    }

    [Test]
    public async Task Members_leave_and_the_owner_hands_over_first()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var id = await ada.Begin(bob, eve);
        var path = $"/conversations/{id}/participants";
        await eve.Client.Delete($"{path}/{eve.Username.ToUpperInvariant()}").ShouldBeNoContent();
        await eve.Client.PostJson($"/conversations/{id}/messages", new { content = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Delete($"{path}/{ada.Username}").ShouldFail(409, "OWNER_CANNOT_LEAVE");

        await bob.Client.PutJson($"{path}/{bob.Username}", new { role = "owner" }).ShouldFail(403, "FORBIDDEN");
        await ada.Client.PutJson($"{path}/{eve.Username}", new { role = "owner" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PutJson($"{path}/{bob.Username}", new { role = "king" }).ShouldFail(422, "VALIDATION_ERROR", "role");
        await ada.Client.PutJson($"{path}/{ada.Username}", new { role = "member" }).ShouldFail(409, "OWNER_CANNOT_LEAVE");
        await ada.Client.PutJson($"{path}/{bob.Username}", new { role = "owner" }).ShouldBeNoContent();
        Assert.That(await Roles(ada, id), Is.EqualTo(new[] { (bob.Username, "owner"), (ada.Username, "member") }));
        Assert.That((await ada.Conversation(id)).GetProperty("owner_id").GetInt32(), Is.EqualTo(bob.Id));
        await ada.Client.PutJson($"/conversations/{id}", new { title = "x" }).ShouldFail(403, "FORBIDDEN");
        await ada.Client.Delete($"{path}/{ada.Username}").ShouldBeNoContent();
    }

    [Test]
    public async Task What_was_not_read_counts_and_receipts_tell_how_far_everybody_is()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var id = await ada.Begin(bob);
        var messages = new List<JsonElement>();
        for (var i = 0; i < 4; i++)
            messages.Add(await ada.Post(id, $"{i}"));
        Assert.That((await ada.Unread(id), await bob.Unread(id)), Is.EqualTo((0, 4)));
        Assert.That(await Receipts(bob, id), Is.EqualTo(new int?[] { messages[3].Id(), null }));

        await bob.Client.PostJson($"/messages/{messages[1].Id()}/read", new { }).ShouldBeNoContent();
        await bob.Client.PostJson($"/messages/{messages[0].Id()}/read", new { }).ShouldBeNoContent();
        Assert.That(await bob.Unread(id), Is.EqualTo(2), "an older message read later changes nothing");
        Assert.That(await Receipts(ada, id), Is.EqualTo(new int?[] { messages[3].Id(), messages[1].Id() }));
        await eve.Client.PostJson($"/messages/{messages[0].Id()}/read", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await eve.Client.PostJson($"/messages/conversations/{id}/read", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");

        await bob.Client.PostJson($"/messages/conversations/{id}/read", new { }).ShouldBeNoContent();
        await bob.Client.PostJson($"/messages/conversations/{id}/read", new { }).ShouldBeNoContent();
        Assert.That(await bob.Unread(id), Is.Zero);
        await bob.Post(id, "answer");
        Assert.That((await ada.Unread(id), await bob.Unread(id)), Is.EqualTo((1, 0)), "who writes has read");
    }

    private static async Task<List<(string, string)>> Roles(TestUser user, int id) =>
        [.. (await user.Client.Get($"/conversations/{id}/participants").ShouldBeOk()).EnumerateArray().Select(p => (p.Text("username"), p.Text("role")))];

    private static async Task<List<int?>> Receipts(TestUser user, int id) =>
        [.. (await user.Client.Get($"/conversations/{id}/participants").ShouldBeOk()).EnumerateArray()
            .Select(p => p.GetProperty("last_read_message_id") is { ValueKind: JsonValueKind.Number } read ? read.GetInt32() : default(int?))];
}
