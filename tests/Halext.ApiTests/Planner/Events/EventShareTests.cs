using Halext.TestKit;

namespace Halext.ApiTests.Planner.Events;

public sealed class EventShareTests : ApiTest
{
    [Test]
    public async Task A_shared_event_is_seen_and_only_editors_change_it()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var made = await ada.Client.PostJson("/events/", new
        {
            title = "t", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", recurrence_type = "daily",
            shared_with = new[] { bob.Username.ToUpperInvariant(), ada.Username },
        }).ShouldBeOk();
        var path = $"/events/{made.GetProperty("id")}";
        Assert.That(made.GetProperty("shared_with").EnumerateArray().Select(n => n.GetString()), Is.EqualTo(new[] { bob.Username }), "the owner is not somebody else");

        Assert.That((await bob.Client.Get("/events/shared").ShouldBeOk())[0].GetProperty("can_edit").GetBoolean(), Is.False);
        Assert.That((await bob.Client.Get("/events/").ShouldBeOk()).EnumerateArray().Select(e => e.GetProperty("owner_id").GetInt32()), Is.All.EqualTo(bob.Id), "the old list is of own events");
        Assert.That((await bob.Client.Get("/events/?start=2026-03-10&end=2026-03-12").ShouldBeOk()).EnumerateArray().Count(e => e.GetProperty("owner_id").GetInt32() == ada.Id), Is.EqualTo(2));
        await bob.Client.PatchJson(path, new { title = "x" }).ShouldFail(403, "FORBIDDEN");
        await bob.Client.Delete(path + "?scope=this&occurrence_start=2026-03-03T09:00:00Z").ShouldFail(403, "FORBIDDEN");
        await eve.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await eve.Client.PatchJson(path, new { title = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");

        await ada.Client.PutJson(path + "/share", new { shared_with = new[] { bob.Username }, can_edit = true }).ShouldBeOk();
        Assert.That((await bob.Client.PatchJson(path, new { title = "By Bob", shared_with = new[] { bob.Username } }).ShouldBeOk()).GetProperty("can_edit").GetBoolean(), Is.True);
        await bob.Client.Delete(path + "?scope=this&occurrence_start=2026-03-03T09:00:00Z").ShouldBeNoContent();
        await bob.Client.PatchJson(path, new { shared_with = new[] { eve.Username } }).ShouldFail(403, "FORBIDDEN");
        await bob.Client.PutJson(path + "/share", new { shared_with = new[] { eve.Username } }).ShouldFail(403, "FORBIDDEN");
        await bob.Client.Delete(path).ShouldFail(403, "FORBIDDEN");

        // A list without a word of editing leaves it as it is.
        var both = await ada.Client.PutJson(path + "/share", new { shared_with = new[] { eve.Username, bob.Username } }).ShouldBeOk();
        Assert.That(both.GetProperty("shares").EnumerateArray().Select(s => (s.GetProperty("username").GetString(), s.GetProperty("can_edit").GetBoolean())),
            Is.EqualTo(new[] { (bob.Username, true), (eve.Username, false) }));
    }

    [Test]
    public async Task Sharing_ends_by_the_owner_or_by_the_person()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var made = await ada.Client.PostJson("/events/", new
        {
            title = "t", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", shared_with = new[] { bob.Username, eve.Username },
        }).ShouldBeOk();
        var path = $"/events/{made.GetProperty("id")}";

        await eve.Client.Delete($"{path}/share/{bob.Username}").ShouldFail(403, "FORBIDDEN");
        await eve.Client.Delete($"{path}/share/{eve.Username}").ShouldBeNoContent();
        await eve.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Delete($"{path}/share/{eve.Username}").ShouldBeNoContent();
        await ada.Client.Delete($"{path}/share/nobody-at-all").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PutJson(path + "/share", new { shared_with = new[] { "nobody-at-all" } }).ShouldFail(422, "VALIDATION_ERROR", "shared_with");
        Assert.That((await ada.Client.Get(path).ShouldBeOk()).GetProperty("shared_with").GetArrayLength(), Is.EqualTo(1), "what failed changed nothing");
        await ada.Client.PutJson(path + "/share", new { shared_with = Array.Empty<string>() }).ShouldBeOk();
        await bob.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_key_that_may_only_write_can_share()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var key = (await (await ada.Client.PostJson("/auth/api-keys", new { name = "k", scopes = new[] { "write" } })).ReadJson()).GetProperty("key").GetString();
        var client = Server.Anonymous().Bearer(key);
        var made = await client.PostJson("/events/", new
        {
            title = "t", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", shared_with = new[] { bob.Username },
        }).ShouldBeOk();
        await client.PatchJson($"/events/{made.GetProperty("id")}", new { title = "x" }).ShouldBeOk();
        await client.Delete($"/events/{made.GetProperty("id")}/share/{bob.Username}").ShouldBeNoContent();
        await client.Get($"/events/{made.GetProperty("id")}").ShouldFail(403, "FORBIDDEN");
    }

    [Test]
    public async Task The_list_of_shared_events_is_bounded()
    {
        var ada = await Server.SignUp();
        await ada.Client.Get("/events/shared?limit=501").ShouldFail(422, "VALIDATION_ERROR", "limit");
        await ada.Client.Get("/events/shared?skip=-1").ShouldFail(422, "VALIDATION_ERROR", "skip");
    }
}
