using System.Net;
using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.ApiTests.Messaging.Notifications;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Reminders;

[Parallelizable(ParallelScope.Self)] // Each moves the one clock of their server.
public sealed class ReminderTests : ApiTest
{
    protected override Dictionary<string, string?> Settings => Reminding.Settings;

    private DateTimeOffset Now => Server.Clock.GetUtcNow();

    [Test]
    public async Task Owner_and_guests_are_reminded_once_and_only_while_they_are_guests()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var start = Now.AddHours(2);
        var made = await ada.AddEvent(start, new { location = "Room 5", shared_with = new[] { bob.Username, eve.Username } });
        await eve.Client.Delete($"/events/{made.Id()}/share/{eve.Username}").ShouldBeNoContent();
        Assert.That(await Server.RemindedAt(start.AddMinutes(-16), ada), Is.Empty);

        var told = (await Server.RemindedAt(start.AddMinutes(-15), ada)).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((told.Text("kind"), told.Text("title"), told.Text("body")), Is.EqualTo(("reminder", "“Standup” starts in 15 minutes", "Room 5")));
            Assert.That(told.GetProperty("data").GetRawText(), Does.Contain($"\"event_id\": {made.Id()}").Or.Contain($"\"event_id\":{made.Id()}"));
            Assert.That(told.GetProperty("data").Text("start_time"), Is.EqualTo(start.Wire()));
            Assert.That((await bob.Reminders()).Single().Text("title"), Is.EqualTo(told.Text("title")));
            Assert.That(await eve.Reminders(), Is.Empty);
        }

        // Whoever has dismissed it is not reminded again, whatever happens to the event.
        await ada.Client.Delete($"/notifications/{told.Id()}").ShouldBeNoContent();
        await ada.Client.PatchJson($"/events/{made.Id()}", new { title = "Daily", end_time = start.AddHours(3).Wire(), reminder_minutes = 30 }).ShouldBeOk();
        foreach (var minutes in (int[])[-14, -10, 0, 30])
            Assert.That(await Server.RemindedAt(start.AddMinutes(minutes), ada), Is.Empty);
        Assert.That(await bob.Reminders(), Has.Count.EqualTo(1));

        await ada.Client.Delete($"/events/{made.Id()}/share/{bob.Username}").ShouldBeNoContent();
        await Server.Settle();
        Assert.That(await bob.Notifications(), Is.Empty, "what they do not see any more is taken back");
    }

    [Test]
    public async Task Who_becomes_a_guest_after_the_reminder_is_told_too_until_it_is_too_late()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var start = Now.AddHours(2);
        var made = await ada.AddEvent(start, new { recurrence_type = "daily" });
        Assert.That(await Server.RemindedAt(start.AddMinutes(-15), ada), Has.Count.EqualTo(1));
        Assert.That(await Server.RemindedAt(start.AddMinutes(-10), bob), Is.Empty);

        await ada.Client.PutJson($"/events/{made.Id()}/share", new { shared_with = new[] { bob.Username } }).ShouldBeOk();
        await Server.Settle();
        Assert.That((await bob.Reminders()).Single().Text("title"), Is.EqualTo("“Standup” starts in 10 minutes"));
        Assert.That(await ada.Reminders(), Has.Count.EqualTo(1));
        Assert.That(await Server.RemindedAt(start.AddMinutes(-9), bob), Has.Count.EqualTo(1));

        await Server.RemindedAt(start.AddHours(1), eve);
        await ada.Client.PutJson($"/events/{made.Id()}/share", new { shared_with = new[] { bob.Username, eve.Username } }).ShouldBeOk();
        await Server.Settle();
        Assert.That(await eve.Reminders(), Is.Empty, "it is over");
    }

    [Test]
    public async Task A_series_reminds_by_the_clocks_of_its_zone_with_its_exceptions()
    {
        await using var server = await TestServer.Start(Reminding.Settings);
        var ada = await server.SignUp("ada");

        // On Sunday, 29 March, clocks in Berlin go forward.
        var friday = new DateTimeOffset(2026, 3, 27, 9, 0, 0, TimeSpan.FromHours(1));
        var made = await ada.AddEvent(friday, new { recurrence_type = "daily", time_zone = "Europe/Berlin", exdates = new[] { "2026-03-28T08:00:00Z" } });
        var sunday = new DateTimeOffset(2026, 3, 29, 9, 0, 0, TimeSpan.FromHours(2));
        await ada.Client.PatchJson(
            $"/events/{made.Id()}?scope=this&occurrence_start={sunday.AddDays(1).Wire()}",
            new { title = "Late standup", start_time = sunday.AddDays(1).AddHours(5).Wire(), end_time = sunday.AddDays(1).AddHours(6).Wire() }).ShouldBeOk();

        // The job runs every minute; nothing happens in the others.
        var told = new List<(string, string)>();
        var ids = new HashSet<int>();
        for (var now = friday.AddHours(-1); now < sunday.AddDays(3).AddHours(-1); now = now.AddMinutes(15))
        {
            foreach (var one in (await server.RemindedAt(now, ada)).Where(one => ids.Add(one.Id())))
                told.Add((now.Wire(), one.Text("title")!));
        }

        Assert.That(told, Is.EqualTo(new[]
        {
            ("2026-03-27T07:45:00Z", "“Standup” starts in 15 minutes"), // winter
            ("2026-03-29T06:45:00Z", "“Standup” starts in 15 minutes"), // summer
            ("2026-03-30T11:45:00Z", "“Late standup” starts in 15 minutes"),
            ("2026-03-31T06:45:00Z", "“Standup” starts in 15 minutes"),
        }));
    }

    [Test]
    public async Task Tasks_remind_their_owner_until_they_are_done()
    {
        var ada = await Server.SignUp("ada");
        var due = Now.AddHours(3);
        var (rent, done) = (await ada.AddTask(due), await ada.AddTask(due, new { title = "Done" }));
        await ada.AddTask(due, new { title = "Silent", reminder_minutes = (int?)null });
        await ada.Client.PutJson($"/tasks/{done.Id()}", new { completed = true }).ShouldBeOk();

        var told = (await Server.RemindedAt(due.AddMinutes(-60), ada)).Single();
        Assert.That((told.Text("title"), told.GetProperty("data").GetProperty("task_id").GetInt32()), Is.EqualTo(("“Pay rent” is due in 1 hour", rent.Id())));
        await ada.Client.PutJson($"/tasks/{rent.Id()}", new { completed = true }).ShouldBeOk();
        Assert.That(await Server.RemindedAt(due.AddMinutes(-59), ada), Is.Empty, "what is done needs no reminder");

        // Open again, it is due again; moved, it is due another time.
        await ada.Client.PutJson($"/tasks/{rent.Id()}", new { completed = false }).ShouldBeOk();
        Assert.That((await Server.RemindedAt(due.AddMinutes(-30), ada)).Single().Text("title"), Is.EqualTo("“Pay rent” is due in 30 minutes"));
        await ada.Client.PutJson($"/tasks/{rent.Id()}", new { due_date = due.AddHours(4).Wire() }).ShouldBeOk();
        Assert.That(await Server.RemindedAt(due.AddMinutes(-29), ada), Is.Empty);
        Assert.That(await Server.RemindedAt(due.AddHours(3), ada), Has.Count.EqualTo(1));
        await ada.Client.Delete($"/tasks/{rent.Id()}").ShouldBeNoContent();
        Assert.That(await Server.RemindedAt(due.AddHours(3).AddMinutes(1), ada), Is.Empty);
    }

    [Test]
    public async Task What_is_moved_left_out_or_deleted_after_its_reminder_is_taken_back()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var start = Now.AddHours(2);
        var made = await ada.AddEvent(start, new { recurrence_type = "daily", shared_with = new[] { bob.Username } });
        Assert.That(await Server.RemindedAt(start.AddMinutes(-15), bob), Has.Count.EqualTo(1));
        await ada.Client.PatchJson(
            $"/events/{made.Id()}?scope=this&occurrence_start={start.Wire()}",
            new { start_time = start.AddHours(2).Wire(), end_time = start.AddHours(3).Wire() }).ShouldBeOk();
        Assert.That(await Server.RemindedAt(start.AddMinutes(-14), bob), Is.Empty);
        Assert.That(await Server.RemindedAt(start.AddMinutes(105), bob), Has.Count.EqualTo(1));

        await ada.Client.Delete($"/events/{made.Id()}?scope=this&occurrence_start={start.Wire()}").ShouldBeNoContent();
        Assert.That(await Server.RemindedAt(start.AddMinutes(106), bob), Is.Empty);
        Assert.That(await Server.RemindedAt(start.AddDays(1).AddMinutes(-15), bob), Has.Count.EqualTo(1));
        await ada.Client.Delete($"/events/{made.Id()}").ShouldBeNoContent();
        Assert.That(await Server.RemindedAt(start.AddDays(1).AddMinutes(-14), bob), Is.Empty);
        Assert.That(await Server.Sql($"SELECT count(*) FROM reminders WHERE subject = 'Event' AND subject_id = {made.Id()}"), Is.Zero, "nothing is left");
    }

    [Test]
    public async Task In_quiet_hours_it_is_silent_and_who_wants_none_gets_none()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var start = Now.AddHours(2);
        var quiet = start.AddMinutes(-15);
        await ada.Client.PutJson("/notifications/preferences", new
        {
            quiet_hours_start = quiet.AddMinutes(-5).Wire()[11..16], quiet_hours_end = quiet.AddMinutes(5).Wire()[11..16], time_zone = "UTC",
        }).ShouldBeOk();
        await bob.Client.PutJson("/notifications/preferences", new { kinds = new { reminder = false } }).ShouldBeOk();
        await ada.AddEvent(start, new { shared_with = new[] { bob.Username } });

        // A socket that is open while hours pass has lost its heartbeats.
        Server.Clock.Advance(quiet - Now);
        await using var phone = await TestSocket.Connect(Server, "/v1/realtime/ws", ada.AccessToken);
        await phone.Receive("connection");
        Assert.That(await Server.RemindedAt(quiet, bob), Is.Empty);
        var pushed = await phone.ReceiveEvent("notification");
        Assert.That((pushed.Text("title"), pushed.GetProperty("silent").GetBoolean()), Is.EqualTo(("“Standup” starts in 15 minutes", true)));
    }

    [Test]
    public async Task A_server_that_was_down_catches_up_with_what_is_not_over()
    {
        var ada = await Server.SignUp("ada");
        var start = Now.AddHours(2);
        await ada.AddEvent(start, new { title = "Over" });
        await ada.AddEvent(start, new { title = "Still on", end_time = start.AddHours(9).Wire() });
        await ada.AddTask(start, new { title = "Overdue" });
        await ada.AddTask(start.AddHours(-22), new { title = "Long overdue" });
        var reminders = await Server.RemindedAt(start.AddHours(8), ada);
        Assert.That(reminders.Select(r => r.Text("title")), Is.EquivalentTo(new[] { "“Still on” started 8 hours ago", "“Overdue” was due 8 hours ago" }));
    }

    [Test]
    public async Task A_clock_that_goes_back_an_hour_reminds_nobody_twice()
    {
        var ada = await Server.SignUp("ada");
        var start = Now.AddHours(3);
        await ada.AddEvent(start, new { recurrence_type = "daily" });
        await ada.AddTask(start);
        Assert.That(await Server.RemindedAt(start.AddMinutes(-10), ada), Has.Count.EqualTo(2));
        foreach (var one in await ada.Reminders())
            await ada.Client.Delete($"/notifications/{one.Id()}").ShouldBeNoContent();
        await Server.Settle();
        for (var minutes = -70; minutes < 60; minutes += 10)
            Assert.That(await Server.RemindedAt(start.AddMinutes(minutes), ada), Is.Empty);
        Assert.That(await Server.RemindedAt(start.AddHours(24).AddMinutes(45), ada), Has.Count.EqualTo(1), "and one that jumps forward loses nothing");
    }

    [Test]
    public async Task Reminders_leave_events_and_calendars_as_they_were()
    {
        var ada = await Server.SignUp("ada");
        var start = Now.AddHours(2);
        await ada.AddEvent(start, new { recurrence_type = "daily" });
        await ada.AddTask(start);
        var address = (await ada.Client.PostJson("/calendar/feeds", new { }).Should(HttpStatusCode.Created)).Text("url")!;
        var feed = new Uri(address).PathAndQuery;
        using var reader = Server.Anonymous();
        var version = (await reader.Get(feed)).Headers.ETag!;
        Assert.That(await Server.RemindedAt(start.AddMinutes(-15), ada), Has.Count.EqualTo(2));
        Assert.That((await reader.Get(feed)).Headers.ETag, Is.EqualTo(version));
    }

    [Test]
    public async Task What_is_imported_reminds_like_what_is_made()
    {
        var ada = await Server.SignUp("ada");
        var start = Now.AddHours(2);
        var file = $"""
            BEGIN:VCALENDAR
            VERSION:2.0
            BEGIN:VEVENT
            UID:a
            SUMMARY:Imported
            DTSTART:{start:yyyyMMdd'T'HHmmss'Z'}
            DURATION:PT1H
            END:VEVENT
            END:VCALENDAR
            """;
        await ada.Client.SendText(HttpMethod.Post, "/calendar/import", file, "text/calendar").ShouldBeOk();
        Assert.That((await Server.RemindedAt(start.AddMinutes(-15), ada)).Single().Text("title"), Is.EqualTo("“Imported” starts in 15 minutes"));
        await ada.Client.SendText(HttpMethod.Post, "/calendar/import", file, "text/calendar").ShouldBeOk();
        Assert.That(await Server.RemindedAt(start.AddMinutes(-14), ada), Has.Count.EqualTo(1));
    }
}
