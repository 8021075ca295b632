using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Events;

public sealed class EventTests : ApiTest
{
    [Test]
    public async Task A_created_event_has_every_field_that_clients_read()
    {
        var ada = await Server.SignUp();
        var made = await ada.Client.PostJson("/events/", new
        {
            title = "Yoga", description = "Mat!", location = "Gym", start_time = "2026-03-05T18:00:00+01:00", end_time = "2026-03-05T19:30:00+01:00",
            recurrence_type = "weekly", recurrence_interval = 2, recurrence_end_date = "2026-05-01T12:00:00Z",
        }).ShouldBeOk();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.GetProperty("title").GetString(), Is.EqualTo("Yoga"));
            Assert.That(made.GetProperty("description").GetString(), Is.EqualTo("Mat!"));
            Assert.That(made.GetProperty("location").GetString(), Is.EqualTo("Gym"));
            Assert.That(made.GetProperty("start_time").GetString(), Is.EqualTo("2026-03-05T17:00:00Z"));
            Assert.That(made.GetProperty("end_time").GetString(), Is.EqualTo("2026-03-05T18:30:00Z"));
            Assert.That(made.GetProperty("recurrence_type").GetString(), Is.EqualTo("weekly"));
            Assert.That(made.GetProperty("recurrence_interval").GetInt32(), Is.EqualTo(2));
            Assert.That(made.GetProperty("recurrence_end_date").GetString(), Is.EqualTo("2026-05-01T12:00:00Z"));
            Assert.That(made.GetProperty("owner_id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(made.GetProperty("shared_with").GetArrayLength(), Is.Zero);
            Assert.That(made.GetProperty("rrule").GetString(), Is.EqualTo("FREQ=WEEKLY;UNTIL=20260501T120000Z;INTERVAL=2"));
            Assert.That(made.GetProperty("time_zone").GetString(), Is.EqualTo("UTC"));
            Assert.That(made.GetProperty("all_day").GetBoolean(), Is.False);
            Assert.That(made.GetProperty("can_edit").GetBoolean(), Is.True);
        }

        var read = await ada.Client.Get($"/events/{made.GetProperty("id")}").ShouldBeOk();
        Assert.That(read.GetRawText(), Is.EqualTo(made.GetRawText()));
        var listed = await ada.Client.Get("/events/").ShouldBeOk();
        Assert.That(listed[0].GetRawText(), Is.EqualTo(made.GetRawText()), "without a window a series stands there once");
    }

    [Test]
    public async Task Times_arrive_as_the_mobile_client_sends_them()
    {
        var ada = await Server.SignUp();
        var made = await ada.Client.SendText(
            HttpMethod.Post, "/events/", """{"title":"t","start_time":785476800,"end_time":785480400.5,"recurrence_type":"none"}""", "application/json").ShouldBeOk();
        Assert.That(made.GetProperty("start_time").GetString(), Is.EqualTo("2025-11-22T04:00:00Z"));
        Assert.That(made.GetProperty("end_time").GetString(), Is.EqualTo("2025-11-22T05:00:00Z"));
        Assert.That(made.GetProperty("rrule").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(made.GetProperty("recurrence_interval").GetInt32(), Is.EqualTo(1));
    }

    [TestCase("""{"start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z"}""", "title")]
    [TestCase("""{"title":"t","end_time":"2026-03-02T10:00Z"}""", "start_time")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z"}""", "end_time")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T08:00Z"}""", "end_time")]
    [TestCase("""{"title":"t","start_time":"1400-03-02T09:00Z","end_time":"2026-03-02T10:00Z"}""", "start_time")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"9026-03-02T10:00Z"}""", "end_time")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","time_zone":"Europe/Atlantis"}""", "time_zone")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","rrule":"FREQ=SOMETIMES"}""", "rrule")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","rrule":"FREQ=DAILY;COUNT=3;UNTIL=20270101"}""", "rrule")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","rrule":"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"}""", "rrule")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","recurrence_type":"sometimes"}""", "recurrence_type")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","recurrence_type":"daily","recurrence_interval":0}""", "recurrence_interval")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","recurrence_type":"daily","recurrence_end_date":"2026-03-01"}""", "recurrence_end_date")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","shared_with":["nobody-by-this-name"]}""", "shared_with")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","shared_with":[null]}""", "shared_with")]
    [TestCase("""{"title":"t","start_time":"2026-03-02T09:00Z","end_time":"2026-03-02T10:00Z","exdates":["soon"]}""", "exdates[0]")]
    public async Task A_bad_event_names_its_field_and_is_not_stored(string body, string field)
    {
        var ada = await Server.SignUp();
        var before = (await ada.Client.Get("/events/").ShouldBeOk()).GetArrayLength();
        await ada.Client.SendText(HttpMethod.Post, "/events/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        Assert.That((await ada.Client.Get("/events/").ShouldBeOk()).GetArrayLength(), Is.EqualTo(before));
        await Server.Anonymous().SendText(HttpMethod.Post, "/events/", body, "application/json").ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task All_day_events_are_dates()
    {
        var ada = await Server.SignUp();
        async Task<(string?, string?)> Times(string start, string end, string zone)
        {
            var made = await ada.Client.PostJson("/events/", new { title = "Holiday", start_time = start, end_time = end, all_day = true, time_zone = zone }).ShouldBeOk();
            return (made.GetProperty("start_time").GetString(), made.GetProperty("end_time").GetString());
        }

        var day = ("2026-07-04T00:00:00Z", "2026-07-05T00:00:00Z");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Times("2026-07-04", "2026-07-05", "America/New_York"), Is.EqualTo(day), "dates");
            Assert.That(await Times("2026-07-04", "2026-07-04", "UTC"), Is.EqualTo(day), "one day at least");
            Assert.That(await Times("2026-07-04T00:00:00-04:00", "2026-07-05T00:00:00-04:00", "America/New_York"), Is.EqualTo(day), "local midnights");
            Assert.That(await Times("2026-07-04T00:00:00+09:00", "2026-07-04T23:59:59+09:00", "Asia/Tokyo"), Is.EqualTo(day), "the last second of a day");
        }
    }

    [Test]
    public async Task An_update_touches_only_what_it_mentions()
    {
        var ada = await Server.SignUp();
        var path = await Make(ada, new { title = "t", description = "d", location = "l", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z" });
        var moved = await ada.Client.PutJson(path, new { start_time = "2026-03-03T09:00:00Z" }).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(moved.GetProperty("end_time").GetString(), Is.EqualTo("2026-03-03T10:00:00Z"), "it stays as long as it was");
            Assert.That(moved.GetProperty("description").GetString(), Is.EqualTo("d"));
            Assert.That((await ada.Client.PatchJson(path, new { description = (string?)null }).ShouldBeOk()).GetProperty("description").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }

        await ada.Client.PatchJson(path, new { end_time = "2026-03-03T08:59:59Z" }).ShouldFail(422, "VALIDATION_ERROR", "end_time");
        await ada.Client.PatchJson(path, new { start_time = (string?)null }).ShouldFail(422, "VALIDATION_ERROR", "start_time");
        await ada.Client.PatchJson(path, new { title = "" }).ShouldFail(422, "VALIDATION_ERROR", "title");
        await ada.Client.PatchJson(path, new { time_zone = "Mars/Olympus" }).ShouldFail(422, "VALIDATION_ERROR", "time_zone");
        await ada.Client.PatchJson(path + "?scope=everything", new { title = "x" }).ShouldFail(422, "VALIDATION_ERROR", "scope");
        await ada.Client.PatchJson(path + "?scope=7", new { title = "x" }).ShouldFail(422, "VALIDATION_ERROR", "scope");
        await ada.Client.Delete(path).ShouldBeNoContent();
        await ada.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task The_simple_fields_are_a_view_of_the_rule()
    {
        var ada = await Server.SignUp();
        var made = await ada.Client.PostJson("/events/", new
        {
            title = "t", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", rrule = "rrule:freq=weekly;byday=we,mo;interval=2",
        }).ShouldBeOk();
        var path = $"/events/{made.GetProperty("id")}";
        Assert.That(made.GetProperty("rrule").GetString(), Is.EqualTo("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"));
        Assert.That((made.GetProperty("recurrence_type").GetString(), made.GetProperty("recurrence_interval").GetInt32()), Is.EqualTo(("weekly", 2)));

        async Task<string?> Rule(object change) => (await ada.Client.PutJson(path, change).ShouldBeOk()).GetProperty("rrule").GetString();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Rule(new { recurrence_type = "weekly", recurrence_interval = 2, recurrence_end_date = (string?)null }), Is.EqualTo("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"), "an old client that sends back what it got changes nothing");
            Assert.That(await Rule(new { recurrence_interval = 3 }), Is.EqualTo("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE"));
            Assert.That(await Rule(new { recurrence_end_date = "2026-04-01" }), Is.EqualTo("FREQ=WEEKLY;UNTIL=20260401;INTERVAL=3;BYDAY=MO,WE"));
            Assert.That(await Rule(new { recurrence_type = "monthly" }), Is.EqualTo("FREQ=MONTHLY;UNTIL=20260401;INTERVAL=3"));
            Assert.That(await Rule(new { recurrence_type = "none" }), Is.Null);
            Assert.That(await Rule(new { rrule = "FREQ=DAILY;COUNT=3" }), Is.EqualTo("FREQ=DAILY;COUNT=3"));
        }

        var counted = await ada.Client.Get(path).ShouldBeOk();
        Assert.That(counted.GetProperty("recurrence_end_date").GetString(), Is.EqualTo("2026-03-04T09:00:00Z"), "a COUNT ends where its last occurrence starts");
    }

    [TestCase("skip=-1", "skip")]
    [TestCase("limit=0", "limit")]
    [TestCase("limit=501", "limit")]
    [TestCase("start=2026-03-01", "end")]
    [TestCase("end=2026-03-01", "start")]
    [TestCase("start=2026-03-02&end=2026-03-01", "end")]
    [TestCase("start=2026-03-02&end=2026-03-02", "end")]
    [TestCase("start=2026-03-02&end=2027-03-05", "end")]
    [TestCase("start=tomorrow&end=2027-03-05", "start")]
    public async Task A_bad_query_names_its_field(string query, string field)
    {
        var ada = await Server.SignUp();
        await ada.Client.Get("/events/?" + query).ShouldFail(422, "VALIDATION_ERROR", field);
        await Server.Anonymous().Get("/events/?" + query).ShouldFail(401, "UNAUTHORIZED");
    }

    private static async Task<string> Make(TestUser user, object body) =>
        $"/events/{(await user.Client.PostJson("/events/", body).ShouldBeOk()).GetProperty("id")}";
}
