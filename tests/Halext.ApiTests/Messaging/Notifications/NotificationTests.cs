using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Notifications;

public sealed class NotificationTests : ApiTest
{
    [Test]
    public async Task Notifications_are_listed_newest_first_and_page_by_page()
    {
        var ada = await Server.SignUp("ada");
        var ids = new List<int>();
        for (var i = 0; i < 5; i++)
            ids.Insert(0, await Server.Notify(ada, i == 2 ? "Reminder" : "System"));
        var all = await ada.Notifications();
        Assert.That(all.Select(n => n.Id()), Is.EqualTo(ids));
        Assert.That(all[0].EnumerateObject().Select(p => p.Name), Is.EquivalentTo(new[]
        {
            "id", "kind", "title", "body", "data", "count", "cursor", "is_read", "created_at", "updated_at", "read_at",
        }));
        Assert.That((all[0].Text("kind"), all[0].GetProperty("data").GetProperty("a").GetInt32(), all[0].GetProperty("is_read").GetBoolean()), Is.EqualTo(("system", 1, false)));
        Assert.That(ada.Client.OwnStatements(), Is.EqualTo(1));

        var page = await ada.Notifications("?limit=2");
        await ada.Client.Delete($"/notifications/{page[1].Id()}").ShouldBeNoContent();
        Assert.That((await ada.Notifications($"?limit=2&before={page[1].GetProperty("cursor")}")).Select(n => n.Id()), Is.EqualTo(ids[2..4]), "the cursor outlives its row");
        Assert.That((await ada.Notifications("?kind=reminder")).Select(n => n.Id()), Is.EqualTo(new[] { ids[2] }));

        await ada.Client.PostJson($"/notifications/{ids[0]}/read", new { }).ShouldBeNoContent();
        Assert.That((await ada.Notifications("?unread_only=true")).Select(n => n.Id()), Is.EqualTo(ids[2..]));
        Assert.That(await ada.UnreadNotifications(), Is.EqualTo(3));
    }

    [TestCase("limit=0", "limit")]
    [TestCase("limit=101", "limit")]
    [TestCase("kind=gossip", "kind")]
    [TestCase("before=x", "before")]
    public async Task Bad_queries_are_refused(string query, string field) =>
        await (await Server.SignUp()).Client.Get("/notifications?" + query).ShouldFail(422, "VALIDATION_ERROR", field);

    [Test]
    public async Task Reading_clears_the_badge_of_other_devices_and_keeps_the_first_time()
    {
        var ada = await Server.SignUp("ada");
        var (first, second) = (await Server.Notify(ada), await Server.Notify(ada));
        await using var phone = await TestSocket.Connect(Server, "/v1/realtime/ws", ada.AccessToken);
        await phone.Receive("connection");

        await ada.Client.PostJson($"/notifications/{first}/read", new { }).ShouldBeNoContent();
        Assert.That(ada.Client.OwnStatements(), Is.EqualTo(2));
        var read = await phone.ReceiveEvent("notification_read");
        Assert.That((read.GetProperty("ids")[0].GetInt32(), read.GetProperty("all").GetBoolean(), read.GetProperty("unread_count").GetInt32()), Is.EqualTo((first, false, 1)));
        var readAt = (await ada.Notifications())[1].Text("read_at");
        Server.Clock.Advance(TimeSpan.FromSeconds(1));
        await ada.Client.PostJson($"/notifications/{first}/read", new { }).ShouldBeNoContent();
        Assert.That((await ada.Notifications())[1].Text("read_at"), Is.EqualTo(readAt));

        var third = await Server.Notify(ada);
        await ada.Client.PostJson("/notifications/read-all", new { }).ShouldBeNoContent();
        Assert.That(ada.Client.OwnStatements(), Is.EqualTo(3));
        var all = await phone.ReceiveEvent("notification_read");
        Assert.That((all.GetProperty("all").GetBoolean(), all.GetProperty("ids").GetArrayLength(), all.GetProperty("unread_count").GetInt32()), Is.EqualTo((true, 0, 0)));
        var list = await ada.Notifications();
        Assert.That(list.Select(n => n.Id()), Is.EqualTo(new[] { third, second, first }));
        Assert.That(list.All(n => n.GetProperty("is_read").GetBoolean()), Is.True);
        Assert.That(all.GetProperty("up_to").GetInt64(), Is.EqualTo(list[0].GetProperty("cursor").GetInt64()));
        await ada.Client.PostJson("/notifications/read-all", new { }).ShouldBeNoContent();

        await ada.Client.Delete($"/notifications/{third}").ShouldBeNoContent();
        Assert.That((await phone.ReceiveEvent("notification_deleted")).GetProperty("ids")[0].GetInt32(), Is.EqualTo(third));
        await ada.Client.Delete($"/notifications/{third}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PostJson($"/notifications/{third}/read", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Reading_all_reads_nobody_elses()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        await Server.Notify(ada);
        await Server.Notify(bob);
        await ada.Client.PostJson("/notifications/read-all", new { }).ShouldBeNoContent();
        Assert.That((await ada.UnreadNotifications(), await bob.UnreadNotifications()), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task Preferences_keep_what_is_not_mentioned()
    {
        var ada = await Server.SignUp("ada");
        var standard = await ada.Client.Get("/notifications/preferences").ShouldBeOk();
        Assert.That(standard.GetRawText(), Is.EqualTo(
            """{"kinds":{"message":true,"session":true,"reminder":true,"insight":true,"system":true},"quiet_hours_start":null,"quiet_hours_end":null,"time_zone":"UTC"}"""));

        await ada.Client.PutJson("/notifications/preferences", new { quiet_hours_start = "22:00", quiet_hours_end = "07:30", time_zone = "Europe/Berlin" }).ShouldBeOk();
        await ada.Client.PutJson("/notifications/preferences", new { kinds = new { insight = false } }).ShouldBeOk();
        var set = await ada.Client.PutJson("/notifications/preferences", new { kinds = new { session = false } }).ShouldBeOk();
        Assert.That(set.GetRawText(), Is.EqualTo(
            """{"kinds":{"message":true,"session":false,"reminder":true,"insight":false,"system":true},"quiet_hours_start":"22:00","quiet_hours_end":"07:30","time_zone":"Europe/Berlin"}"""));
        Assert.That((await ada.Client.Get("/notifications/preferences").ShouldBeOk()).GetRawText(), Is.EqualTo(set.GetRawText()));

        var ended = await ada.Client.SendText(HttpMethod.Put, "/notifications/preferences", """{"quiet_hours_start":null,"quiet_hours_end":null,"kinds":{"insight":true}}""", "application/json").ShouldBeOk();
        Assert.That((ended.GetProperty("quiet_hours_start").ValueKind, ended.GetProperty("kinds").GetProperty("insight").GetBoolean()), Is.EqualTo((JsonValueKind.Null, true)));
    }

    [TestCase("""{"kinds":{"gossip":true}}""", null)]
    [TestCase("""{"kinds":{"message":"maybe"}}""", null)]
    [TestCase("""{"quiet_hours_start":"22:00"}""", "quiet_hours_end")]
    [TestCase("""{"quiet_hours_start":"22:00","quiet_hours_end":null}""", "quiet_hours_end")]
    [TestCase("""{"quiet_hours_start":"22:00","quiet_hours_end":"22:00"}""", "quiet_hours_end")]
    [TestCase("""{"quiet_hours_start":"25:00","quiet_hours_end":"07:00"}""", "quiet_hours_start")]
    [TestCase("""{"quiet_hours_start":"22:00","quiet_hours_end":"seven"}""", "quiet_hours_end")]
    [TestCase("""{"time_zone":"Mars/Olympus"}""", "time_zone")]
    public async Task Bad_preferences_are_refused(string body, string? field) => await (await Server.SignUp()).Client
        .SendText(HttpMethod.Put, "/notifications/preferences", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);

    [Test]
    public async Task Two_devices_that_set_preferences_for_the_first_time_at_once_both_succeed()
    {
        var ada = await Server.SignUp("ada");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var device = Server.Anonymous().Bearer(ada.AccessToken);
            await device.PutJson("/notifications/preferences", new { kinds = new { insight = false } }).ShouldBeOk();
        }));
    }
}
