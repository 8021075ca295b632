using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Events;

public sealed class OccurrenceTests : ApiTest
{
    private const string March = "start=2026-03-01T00:00:00Z&end=2026-04-01T00:00:00Z";

    [Test]
    public async Task Nine_in_the_morning_stays_nine_in_the_morning()
    {
        var ada = await Server.SignUp();
        await Make(ada, "2026-03-26T09:00:00+01:00", "2026-03-26T09:15:00+01:00", "FREQ=DAILY", "Europe/Berlin");
        var starts = await Starts(ada, "start=2026-03-27T00:00:00Z&end=2026-04-01T00:00:00Z");
        Assert.That(starts, Is.EqualTo(new[] { "03-27 08:00", "03-28 08:00", "03-29 07:00", "03-30 07:00", "03-31 07:00" }));
    }

    [Test]
    public async Task Times_that_the_clocks_skip_do_not_happen_and_those_that_come_twice_happen_once()
    {
        var ada = await Server.SignUp();
        await Make(ada, "2026-03-06T02:30:00-05:00", "2026-03-06T02:45:00-05:00", "FREQ=DAILY;COUNT=4", "America/New_York");
        Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-06 07:30", "03-07 07:30", "03-09 06:30", "03-10 06:30" }), "02:30 does not exist on March 8, and does not count");

        var bob = await Server.SignUp();
        await Make(bob, "2026-10-31T01:30:00-04:00", "2026-10-31T01:45:00-04:00", "FREQ=DAILY;COUNT=3", "America/New_York");
        Assert.That(await Starts(bob, "start=2026-10-31&end=2026-11-30"), Is.EqualTo(new[] { "10-31 05:30", "11-01 05:30", "11-02 06:30" }));
    }

    [Test]
    public async Task Occurrences_carry_their_series_and_keep_their_names()
    {
        var ada = await Server.SignUp();
        var series = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=WEEKLY;BYDAY=MO,FR");
        var single = await Make(ada, "2026-03-05T09:00:00Z", "2026-03-05T10:00:00Z");
        var found = await ada.Client.Get("/events/?start=2026-03-02&end=2026-03-09").ShouldBeOk();

        Assert.That(found.EnumerateArray().Select(o => o.GetProperty("occurrence_id").GetString()), Is.EqualTo(new[] { $"{series}_20260302T090000Z", $"{single}", $"{series}_20260306T090000Z" }));
        Assert.That(found.EnumerateArray().Select(o => o.GetProperty("id").GetInt32()), Is.EqualTo(new[] { series, single, series }));
        Assert.That(found[0].GetProperty("series_id").GetInt32(), Is.EqualTo(series));
        Assert.That(found[1].GetProperty("series_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(found[2].GetProperty("occurrence_start").GetString(), Is.EqualTo("2026-03-06T09:00:00Z"));
    }

    [Test]
    public async Task A_window_shows_what_overlaps_it()
    {
        var ada = await Server.SignUp();
        await Make(ada, "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"); // long
        await Make(ada, "2026-02-28T23:00:00Z", "2026-03-01T01:00:00Z"); // into it
        await Make(ada, "2026-02-28T23:00:00Z", "2026-03-01T00:00:00Z"); // up to it
        await Make(ada, "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"); // takes no time
        await Make(ada, "2026-03-31T23:59:00Z", "2026-04-01T03:00:00Z"); // out of it
        await Make(ada, "2026-04-01T00:00:00Z", "2026-04-01T03:00:00Z"); // behind it
        await Make(ada, "2026-02-20T22:00:00Z", "2026-02-22T22:00:00Z", "FREQ=DAILY;INTERVAL=7"); // a series whose occurrence begins before
        Assert.That(await Starts(ada, March), Is.EqualTo(new[]
        {
            "01-01 00:00", "02-27 22:00", "02-28 23:00", "03-01 00:00", "03-06 22:00", "03-13 22:00", "03-20 22:00", "03-27 22:00", "03-31 23:59",
        }));
    }

    [Test]
    public async Task Dates_are_left_out_and_added()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/events/", new
        {
            title = "t", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", rrule = "FREQ=DAILY;COUNT=4",
            exdates = new[] { "2026-03-03T09:00:00Z" }, rdates = new[] { "2026-03-20T15:00:00Z", "2026-03-04T09:00:00Z" },
        }).ShouldBeOk();
        Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-02 09:00", "03-04 09:00", "03-05 09:00", "03-20 15:00" }));
    }

    [Test]
    public async Task One_occurrence_changes_alone()
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=DAILY;COUNT=4");
        var moved = await ada.Client.PatchJson(
            $"/events/{id}?scope=this&occurrence_start=2026-03-03T09:00:00Z", new { title = "Moved", start_time = "2026-04-15T12:00:00Z" }).ShouldBeOk();
        Assert.That(moved.GetProperty("end_time").GetString(), Is.EqualTo("2026-04-15T13:00:00Z"));
        Assert.That(moved.GetProperty("occurrence_id").GetString(), Is.EqualTo($"{id}_20260303T090000Z"));
        Assert.That(moved.GetProperty("is_override").GetBoolean(), Is.True);
        Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-02 09:00", "03-04 09:00", "03-05 09:00" }));
        Assert.That(await Titles(ada, "start=2026-04-01&end=2026-05-01"), Is.EqualTo(new[] { "Moved" }), "it is found where it went, far behind the series' end");

        // It can be changed again, what the series changes reaches it where it did not differ, and it can be deleted.
        await ada.Client.PatchJson($"/events/{id}?scope=this&occurrence_start=2026-03-03T09:00:00Z", new { start_time = "2026-03-03T11:00:00Z" }).ShouldBeOk();
        await ada.Client.PatchJson($"/events/{id}", new { title = "All", location = "Here" }).ShouldBeOk();
        Assert.That(await Titles(ada, March), Is.EqualTo(new[] { "All", "Moved", "All", "All" }));
        Assert.That((await ada.Client.Get("/events/?" + March).ShouldBeOk())[1].GetProperty("location").GetString(), Is.EqualTo("Here"));
        await ada.Client.Delete($"/events/{id}?scope=this&occurrence_start=2026-03-03T09:00:00Z").ShouldBeNoContent();
        Assert.That(await Titles(ada, March), Is.EqualTo(new[] { "All", "All", "All" }));
        await ada.Client.Delete($"/events/{id}?scope=this&occurrence_start=2026-03-03T09:00:00Z").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task An_occurrence_and_all_behind_it_become_a_series_of_their_own()
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00+01:00", "2026-03-02T10:00:00+01:00", "FREQ=DAILY;COUNT=6", "Europe/Berlin");
        await ada.Client.Delete($"/events/{id}?scope=this&occurrence_start=2026-03-06T08:00:00Z").ShouldBeNoContent();
        await ada.Client.PatchJson($"/events/{id}?scope=this&occurrence_start=2026-03-07T08:00:00Z", new { title = "Special" }).ShouldBeOk();

        var next = await ada.Client.PatchJson(
            $"/events/{id}?scope=following&occurrence_start=2026-03-04T08:00:00Z", new { title = "Later", start_time = "2026-03-04T12:00:00Z" }).ShouldBeOk();
        Assert.That(next.GetProperty("id").GetInt32(), Is.Not.EqualTo(id));
        Assert.That(next.GetProperty("rrule").GetString(), Is.EqualTo("FREQ=DAILY;COUNT=4"), "what is left of the COUNT");
        Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-02 08:00", "03-03 08:00", "03-04 12:00", "03-05 12:00", "03-07 12:00" }));
        Assert.That(await Titles(ada, March), Is.EqualTo(new[] { "t", "t", "Later", "Later", "Special" }));

        await ada.Client.Delete($"/events/{next.GetProperty("id")}?scope=following&occurrence_start=2026-03-05T12:00:00Z").ShouldBeNoContent();
        Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-02 08:00", "03-03 08:00", "03-04 12:00" }));
        await ada.Client.Delete($"/events/{id}?scope=following&occurrence_start=2026-03-02T08:00:00Z").ShouldBeNoContent();
        await ada.Client.Get($"/events/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Moving_a_series_takes_its_exceptions_along()
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=DAILY;COUNT=4");
        await ada.Client.Delete($"/events/{id}?scope=this&occurrence_start=2026-03-03T09:00:00Z").ShouldBeNoContent();
        await ada.Client.PatchJson($"/events/{id}?scope=this&occurrence_start=2026-03-04T09:00:00Z", new { title = "Special", start_time = "2026-03-04T10:00:00Z" }).ShouldBeOk();

        // Dragged by one of its occurrences.
        await ada.Client.PatchJson($"/events/{id}?occurrence_start=2026-03-05T09:00:00Z", new { start_time = "2026-03-05T14:00:00Z" }).ShouldBeOk();
        Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-02 14:00", "03-04 15:00", "03-05 14:00" }));
        Assert.That(await Titles(ada, March), Is.EqualTo(new[] { "t", "Special", "t" }));

        // A rule without those days takes the exceptions away.
        await ada.Client.PatchJson($"/events/{id}", new { rrule = "FREQ=WEEKLY;COUNT=3" }).ShouldBeOk();
        Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-02 14:00", "03-09 14:00", "03-16 14:00" }));
        Assert.That((await ada.Client.Get($"/events/{id}").ShouldBeOk()).GetProperty("exdates").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_series_without_any_occurrence_left_is_deleted()
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=DAILY;COUNT=2");
        await ada.Client.Delete($"/events/{id}?scope=this&occurrence_start=2026-03-02T09:00:00Z").ShouldBeNoContent();
        await ada.Client.Delete($"/events/{id}?scope=this&occurrence_start=2026-03-03T09:00:00Z").ShouldBeNoContent();
        await ada.Client.Get($"/events/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_client_may_send_an_occurrence_back_as_it_came()
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5", "Europe/Berlin");
        var occurrence = (await ada.Client.Get("/events/?" + March).ShouldBeOk())[2];
        foreach (var scope in new[] { "this", "all", "following" })
        {
            await ada.Client.SendText(
                HttpMethod.Put, $"/events/{id}?scope={scope}&occurrence_start=2026-03-09T09:00:00Z", occurrence.GetRawText(), "application/json").ShouldBeOk();
            Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-02 09:00", "03-04 09:00", "03-09 09:00", "03-11 09:00", "03-16 09:00" }), scope);
        }
    }

    [Test]
    public async Task Which_occurrence_is_meant_must_be_said_and_exist()
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=DAILY;COUNT=2");
        await ada.Client.PatchJson($"/events/{id}?scope=this", new { title = "x" }).ShouldFail(422, "VALIDATION_ERROR", "occurrence_start");
        await ada.Client.Delete($"/events/{id}?scope=following").ShouldFail(422, "VALIDATION_ERROR", "occurrence_start");
        await ada.Client.PatchJson($"/events/{id}?scope=this&occurrence_start=2026-03-04T09:00:00Z", new { title = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Delete($"/events/{id}?scope=this&occurrence_start=noon").ShouldFail(422, "VALIDATION_ERROR", "occurrence_start");
        await ada.Client.PatchJson($"/events/{id}?scope=this&occurrence_start=2026-03-02T09:00:00Z", new { rrule = "FREQ=DAILY" }).ShouldFail(422, "VALIDATION_ERROR", "scope");
        await ada.Client.PatchJson(
            $"/events/{id}?scope=this&occurrence_start=2026-03-02T09:00:00Z", new { end_time = "2026-03-02T08:00:00Z" }).ShouldFail(422, "VALIDATION_ERROR", "end_time");
        Assert.That(await Titles(ada, March), Is.EqualTo(new[] { "t", "t" }));
    }

    [Test]
    public async Task A_series_that_was_cut_moves_without_getting_its_rest_back()
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=WEEKLY");
        await ada.Client.PatchJson($"/events/{id}?scope=following&occurrence_start=2026-03-16T09:00:00Z", new { title = "Rest" }).ShouldBeOk();
        foreach (var hour in new[] { 8, 11 })
        {
            await ada.Client.PatchJson($"/events/{id}", new { start_time = $"2026-03-02T{hour:00}:00:00Z" }).ShouldBeOk();
            Assert.That(await Starts(ada, March), Is.EqualTo(new[] { $"03-02 {hour:00}:00", $"03-09 {hour:00}:00", "03-16 09:00", "03-23 09:00", "03-30 09:00" }));
        }
    }

    [Test]
    public async Task Cutting_at_the_first_of_the_rule_leaves_the_dates_before_it()
    {
        var ada = await Server.SignUp();
        var id = (await ada.Client.PostJson("/events/", new
        {
            title = "t", start_time = "2026-03-09T09:00:00Z", end_time = "2026-03-09T10:00:00Z", rrule = "FREQ=WEEKLY", rdates = new[] { "2026-03-04T09:00:00Z" },
        }).ShouldBeOk()).GetProperty("id").GetInt32();
        var next = await ada.Client.PatchJson($"/events/{id}?scope=following&occurrence_start=2026-03-09T09:00:00Z", new { title = "Rest" }).ShouldBeOk();
        Assert.That(await Titles(ada, March), Is.EqualTo(new[] { "t", "Rest", "Rest", "Rest", "Rest" }));
        await ada.Client.Delete($"/events/{next.GetProperty("id")}?scope=following&occurrence_start=2026-03-09T09:00:00Z").ShouldBeNoContent();
        Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-04 09:00" }));
    }

    [Test]
    public async Task A_series_of_dates_can_be_cut_too()
    {
        var ada = await Server.SignUp();
        var id = (await ada.Client.PostJson("/events/", new
        {
            title = "t", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", rdates = new[] { "2026-03-04T09:00:00Z", "2026-03-06T09:00:00Z" },
        }).ShouldBeOk()).GetProperty("id").GetInt32();
        await ada.Client.PatchJson($"/events/{id}?scope=following&occurrence_start=2026-03-04T09:00:00Z", new { title = "Rest" }).ShouldBeOk();
        Assert.That(await Titles(ada, March), Is.EqualTo(new[] { "t", "Rest", "Rest" }));
    }

    [Test]
    public async Task What_a_moved_occurrence_showed_is_not_asked_of_the_series()
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=DAILY;COUNT=3");
        await ada.Client.PatchJson($"/events/{id}?scope=this&occurrence_start=2026-03-03T09:00:00Z", new { title = "Special", start_time = "2026-03-03T15:00:00Z" }).ShouldBeOk();
        var shown = (await ada.Client.Get("/events/?" + March).ShouldBeOk())[1];
        await ada.Client.SendText(HttpMethod.Put, $"/events/{id}?scope=all&occurrence_start=2026-03-03T09:00:00Z", shown.GetRawText(), "application/json").ShouldBeOk();
        Assert.That(await Starts(ada, March), Is.EqualTo(new[] { "03-02 09:00", "03-03 15:00", "03-04 09:00" }));
        Assert.That(await Titles(ada, March), Is.EqualTo(new[] { "t", "Special", "t" }));
    }

    [Test]
    public async Task Sharing_does_not_change_at_one_occurrence()
    {
        var (ada, bob) = (await Server.SignUp(), await Server.SignUp());
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=DAILY;COUNT=3");
        await ada.Client.PatchJson($"/events/{id}?scope=this&occurrence_start=2026-03-03T09:00:00Z", new { shared_with = new[] { bob.Username } })
            .ShouldFail(422, "VALIDATION_ERROR", "scope");
    }

    [TestCase("patch")]
    [TestCase("delete")]
    public async Task An_occurrence_outside_of_the_calendar_does_not_exist(string verb)
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=DAILY");
        await ada.Client.SendText(new HttpMethod(verb), $"/events/{id}?scope=this&occurrence_start=9999-12-31T23:59:59Z", "{}", "application/json")
            .ShouldFail(422, "VALIDATION_ERROR", "occurrence_start");
    }

    [TestCase("FREQ=HOURLY;INTERVAL=5", "hourly")]
    [TestCase("FREQ=MINUTELY;INTERVAL=700", "minutely")]
    public async Task Rules_finer_than_daily_come_back_as_they_were(string rule, string type)
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", rule);
        var shown = await ada.Client.Get($"/events/{id}").ShouldBeOk();
        Assert.That(shown.GetProperty("recurrence_type").GetString(), Is.EqualTo(type));
        var put = await ada.Client.SendText(HttpMethod.Put, $"/events/{id}", shown.GetRawText(), "application/json").ShouldBeOk();
        Assert.That(put.GetProperty("rrule").GetString(), Is.EqualTo(rule));
    }

    [TestCase("FREQ=DAILY;UNTIL=99991231")]
    [TestCase("FREQ=DAILY;UNTIL=99991231T235959Z")]
    [TestCase("FREQ=DAILY;UNTIL=99991231T235959")]
    public async Task For_ever_may_be_written_as_a_date(string rule)
    {
        var ada = await Server.SignUp();
        await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", rule, "America/New_York");
        await ada.Client.PostJson("/events/", new
        {
            title = "t", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", recurrence_type = "daily", recurrence_end_date = "9999-12-31T00:00:00Z",
        }).ShouldBeOk();
        Assert.That(await Starts(ada, "start=2400-03-02&end=2400-03-03"), Has.Length.EqualTo(2));
    }

    [TestCase("FREQ=DAILY;UNTIL=00010101T000000")]
    [TestCase("FREQ=DAILY;UNTIL=00010101")]
    [TestCase("FREQ=DAILY;UNTIL=99991231T235959")]
    public async Task An_end_outside_of_the_calendar_stays_when_the_series_moves(string rule)
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", rule, "Asia/Tokyo");
        Assert.That((await ada.Client.PatchJson($"/events/{id}", new { start_time = "2026-03-01T09:00:00Z" }).ShouldBeOk()).GetProperty("rrule").GetString(), Is.EqualTo(rule));
        Assert.That((await Starts(ada, March))[0], Is.EqualTo("03-01 09:00"));
    }

    [Test]
    public async Task A_series_does_not_move_out_of_the_calendar()
    {
        var ada = await Server.SignUp();
        var id = await Make(ada, "1700-03-02T09:00:00Z", "1700-03-02T10:00:00Z", "FREQ=DAILY");
        await ada.Client.PatchJson($"/events/{id}?occurrence_start=2400-03-02T09:00:00Z", new { start_time = "1700-03-02T09:00:00Z" })
            .ShouldFail(422, "VALIDATION_ERROR", "start_time");
    }

    [Test]
    public async Task One_answer_holds_only_so_much_text()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/events/", new
        {
            title = "t", description = new string('x', 20_000), start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T09:00:00Z", rrule = "FREQ=SECONDLY",
        }).ShouldBeOk();
        var response = await ada.Client.Get("/events/?start=2026-03-02T09:00:00Z&end=2026-03-03");
        Assert.That(response.Headers.Contains("X-Halext-Next-Start"), Is.True);
        Assert.That((await response.ReadJson()).GetArrayLength(), Is.InRange(300, 500));
    }

    [TestCase("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1)]
    [TestCase("FREQ=SECONDLY;INTERVAL=7200;BYHOUR=0,2,4,6,8,10,12,14,16,18,20,22", 1)]
    [TestCase("FREQ=SECONDLY;INTERVAL=2;BYSECOND=1", 1)]
    [TestCase("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", 1)]
    public async Task A_rule_that_yields_nothing_leaves_the_start(string rule, int count)
    {
        var ada = await Server.SignUp();
        await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", rule);
        Assert.That(await Starts(ada, "start=2026-03-02&end=2027-03-01"), Has.Length.EqualTo(count));
    }

    [Test]
    public async Task Ten_thousand_occurrences_are_as_many_as_one_answer_holds()
    {
        var ada = await Server.SignUp();
        await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z", "FREQ=SECONDLY");
        var response = await ada.Client.Get("/events/?start=2027-03-02T09:00:00Z&end=2028-03-01");
        Assert.That((await response.ReadJson()).GetArrayLength(), Is.EqualTo(10_000));
        Assert.That(response.Headers.GetValues("X-Halext-Next-Start"), Is.EqualTo(new[] { "2027-03-02T11:46:40Z" }));
    }

    [Test]
    public async Task Conflicts_are_pairs_that_overlap()
    {
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        var a = await Make(ada, "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z", "FREQ=DAILY;COUNT=3");
        var b = await Make(ada, "2026-03-03T09:30:00Z", "2026-03-03T11:00:00Z");
        await Make(ada, "2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z"); // right behind
        await ada.Client.PostJson("/events/", new { title = "Holiday", start_time = "2026-03-02", end_time = "2026-03-05", all_day = true }).ShouldBeOk();
        await bob.Client.PostJson("/events/", new
        {
            title = "Shared", start_time = "2026-03-04T09:59:00Z", end_time = "2026-03-04T12:00:00Z", shared_with = new[] { ada.Username },
        }).ShouldBeOk();

        var conflicts = await ada.Client.Get("/events/conflicts?" + March).ShouldBeOk();
        Assert.That(conflicts.GetArrayLength(), Is.EqualTo(2));
        Assert.That(conflicts[0].GetProperty("first").GetProperty("id").GetInt32(), Is.EqualTo(a));
        Assert.That(conflicts[0].GetProperty("second").GetProperty("id").GetInt32(), Is.EqualTo(b));
        Assert.That(conflicts[0].GetProperty("start_time").GetString(), Is.EqualTo("2026-03-03T09:30:00Z"));
        Assert.That(conflicts[0].GetProperty("end_time").GetString(), Is.EqualTo("2026-03-03T10:00:00Z"));
        Assert.That(conflicts[1].GetProperty("second").GetProperty("title").GetString(), Is.EqualTo("Shared"));

        await ada.Client.Get("/events/conflicts?start=2026-03-02").ShouldFail(422, "VALIDATION_ERROR", "end");
        await ada.Client.Get("/events/conflicts?start=2026-03-02&end=2026-03-01").ShouldFail(422, "VALIDATION_ERROR", "end");
        await ada.Client.Get("/events/conflicts?limit=0&" + March).ShouldFail(422, "VALIDATION_ERROR", "limit");
    }

    private static async Task<int> Make(TestUser user, string start, string end, string? rrule = null, string? zone = null) =>
        (await user.Client.PostJson("/events/", new { title = "t", start_time = start, end_time = end, rrule, time_zone = zone }).ShouldBeOk()).GetProperty("id").GetInt32();

    private static async Task<string[]> Starts(TestUser user, string window) =>
        [.. (await user.Client.Get("/events/?" + window).ShouldBeOk()).EnumerateArray()
            .Select(o => o.GetProperty("start_time").GetDateTimeOffset().ToString("MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture))];

    private static async Task<string[]> Titles(TestUser user, string window) =>
        [.. (await user.Client.Get("/events/?" + window).ShouldBeOk()).EnumerateArray().Select(o => o.GetProperty("title").GetString()!)];
}
