using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Planner.Feeds;

public sealed partial class FeedTests : ApiTest
{
    [Test]
    public async Task An_export_into_a_fresh_account_exports_the_same_calendar()
    {
        var ada = await Server.SignUp();
        await ImportTests.Clear(ada);
        await Fill(ada);
        var exported = await Export(ada);
        Assert.That(exported.Split("\r\n").Where(l => Encoding.UTF8.GetByteCount(l) > 75), Is.Empty);
        Assert.That(exported, Does.Contain("TZID:Europe/Berlin"));

        var bob = await Server.SignUp();
        await ImportTests.Clear(bob);
        var report = await bob.Client.SendText(HttpMethod.Post, "/calendar/import", exported, "text/calendar").ShouldBeOk();
        Assert.That(report.GetProperty("errors").GetArrayLength(), Is.Zero, report.GetRawText());
        Assert.That(Stable(await Export(bob)), Is.EqualTo(Stable(exported)));

        // And into the account that it came from: all of it is known.
        var own = await ada.Client.SendText(HttpMethod.Post, "/calendar/import", exported, "text/calendar").ShouldBeOk();
        Assert.That((own.GetProperty("imported").GetInt32(), own.GetProperty("updated").GetInt32()), Is.EqualTo((0, 0)), own.GetRawText());
    }

    [TestCase("2026-03-01T00:00:00Z", "2026-04-15T00:00:00Z")]
    [TestCase("2026-10-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    public async Task Another_program_sees_the_same_calendar(string from, string to)
    {
        var ada = await Server.SignUp();
        await ImportTests.Clear(ada);
        await Fill(ada);
        foreach (var rule in new[] { "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=SU", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=200", "FREQ=YEARLY;BYMONTH=3,11;BYMONTHDAY=8" })
        {
            foreach (var zone in new[] { "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca" })
                await ada.Client.PostJson("/events/", new { title = $"{rule} {zone}", start_time = "2026-01-05T14:00:00Z", end_time = "2026-01-05T15:00:00Z", time_zone = zone, rrule = rule }).ShouldBeOk();
        }

        var read = JsonDocument.Parse(await NodeProgram.Run("read-calendar", [from, to], await Export(ada))).RootElement;
        var here = (await ada.Client.Get($"/events/?start={from}&end={to}").ShouldBeOk()).EnumerateArray()
            .Select(e => $"{e.GetProperty("start_time").GetString()} {e.GetProperty("title").GetString()}").Order(StringComparer.Ordinal);
        Assert.That(read.GetProperty("occurrences").EnumerateArray().Select(o => o.GetString()).Order(StringComparer.Ordinal), Is.EqualTo(here));
        Assert.That(read.GetProperty("components").GetProperty("VTODO").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public async Task Real_files_survive_the_way_through()
    {
        var ada = await Server.SignUp();
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "data", "ics"), "*.ics"))
        {
            using var body = new ByteArrayContent(await File.ReadAllBytesAsync(file));
            body.Headers.TryAddWithoutValidation("Content-Type", "text/calendar");
            await ada.Client.PostAsync(new Uri("/calendar/import", UriKind.Relative), body);
        }

        var exported = await Export(ada);
        Assert.That(exported, Does.Contain("BEGIN:VALARM"), "what Halext has no field for is kept");
        await NodeProgram.Run("read-calendar", ["2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"], exported);
        var report = await ada.Client.SendText(HttpMethod.Post, "/calendar/import", exported, "text/calendar").ShouldBeOk();
        Assert.That((report.GetProperty("imported").GetInt32(), report.GetProperty("updated").GetInt32(), report.GetProperty("errors").GetArrayLength()), Is.EqualTo((0, 0, 0)), report.GetRawText());
    }

    [Test]
    public async Task A_feed_is_read_without_signing_in_until_it_is_deleted()
    {
        var ada = await Server.SignUp();
        await ImportTests.Clear(ada);
        await Fill(ada);
        var feed = await (await ada.Client.PostJson("/calendar/feeds", new { name = "Phone", contents = new[] { "events" } })).ReadJson();
        var anonymous = Server.Anonymous();
        var url = feed.GetProperty("url").GetString()!;
        Assert.That(url, Does.StartWith(Server.Address.ToString()));

        var response = await anonymous.Get(url);
        var calendar = await response.Content.ReadAsStringAsync();
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/calendar"));
        Assert.That(calendar, Does.Contain("BEGIN:VEVENT").And.Not.Contain("BEGIN:VTODO"));
        Assert.That(calendar, Does.Contain("X-WR-CALNAME:Phone"));
        using var head = await anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var listed = await ada.Client.Get("/calendar/feeds").ShouldBeOk();
        Assert.That(listed.GetRawText(), Does.Not.Contain(feed.GetProperty("token").GetString()), "the secret is shown once");
        await ada.Client.Delete($"/calendar/feeds/{feed.GetProperty("id")}").ShouldBeNoContent();
        await anonymous.Get(url).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await anonymous.Get("/feeds/nonsense.ics").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_known_version_is_not_sent_again()
    {
        var ada = await Server.SignUp();
        await ImportTests.Clear(ada);
        await Fill(ada);
        var url = (await (await ada.Client.PostJson("/calendar/feeds", new { })).ReadJson()).GetProperty("url").GetString()!;
        var client = Server.Anonymous();
        var known = (await client.Get(url)).Headers.ETag!.ToString();
        async Task<bool> IsKnown()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
            var answer = await client.SendAsync(request);
            known = answer.Headers.ETag!.ToString();
            Assert.That(await answer.Content.ReadAsStringAsync() == "", Is.EqualTo(answer.StatusCode == HttpStatusCode.NotModified));
            return answer.StatusCode == HttpStatusCode.NotModified;
        }

        Assert.That(await IsKnown(), Is.True);
        var task = (await ada.Client.Get("/tasks/").ShouldBeOk())[0].GetProperty("id");
        var series = (await ada.Client.Get("/events/").ShouldBeOk()).EnumerateArray().First(e => e.GetProperty("rrule").ValueKind == JsonValueKind.String);
        var changes = new Dictionary<string, Func<Task>>
        {
            ["a task"] = () => ada.Client.PatchJson($"/tasks/{task}", new { title = "other" }).ShouldBeOk(),
            ["its labels"] = () => ada.Client.PatchJson($"/tasks/{task}", new { labels = new[] { "x" } }).ShouldBeOk(),
            ["an event"] = () => ada.Client.PatchJson($"/events/{series.GetProperty("id")}", new { location = "there" }).ShouldBeOk(),
            ["an occurrence"] = () => ada.Client.PatchJson(
                $"/events/{series.GetProperty("id")}?scope=this&occurrence_start={series.GetProperty("start_time")}", new { title = "once" }).ShouldBeOk(),
            ["a deletion"] = () => ada.Client.Delete($"/tasks/{task}").ShouldBeNoContent(),
        };
        foreach (var (what, change) in changes)
        {
            Server.Clock.Advance(TimeSpan.FromSeconds(1));
            await change();
            Assert.That(await IsKnown(), Is.False, what);
            Assert.That(await IsKnown(), Is.True, what);
        }
    }

    [Test]
    public async Task Labels_that_read_alike_are_told_apart()
    {
        var ada = await Server.SignUp();
        await ImportTests.Clear(ada);
        var task = (await ada.Client.PostJson("/tasks/", new { title = "Task", labels = new[] { "a,b" } }).ShouldBeOk()).GetProperty("id");
        var before = (await ada.Client.Get("/calendar/export.ics")).Headers.ETag;
        await ada.Client.PatchJson($"/tasks/{task}", new { labels = new[] { "a", "b" } }).ShouldBeOk();
        Assert.That((await ada.Client.Get("/calendar/export.ics")).Headers.ETag, Is.Not.EqualTo(before));
    }

    [TestCase("*", 304)]
    [TestCase("\"other\", {0}", 304)]
    [TestCase("W/{0}", 304)]
    [TestCase("\"other\"", 200)]
    [TestCase("nonsense", 200)]
    public async Task Versions_may_come_in_every_form(string known, int status)
    {
        var ada = await Server.SignUp();
        var tag = (await ada.Client.Get("/calendar/export.ics")).Headers.ETag!.ToString();
        foreach (var header in new[] { known.Replace("{0}", tag, StringComparison.Ordinal), $"\"{new string('x', 300)}\", {known.Replace("{0}", tag, StringComparison.Ordinal)}" })
        {
            // A star stands alone.
            if (known == "*" && header != known)
                continue;
            using var request = new HttpRequestMessage(HttpMethod.Get, "/calendar/export.ics");
            request.Headers.TryAddWithoutValidation("If-None-Match", header);
            Assert.That((int)(await ada.Client.SendAsync(request)).StatusCode, Is.EqualTo(status), header);
        }
    }

    [Test]
    public async Task What_no_file_can_say_is_no_change()
    {
        var ada = await Server.SignUp();
        await ImportTests.Clear(ada);
        await ada.Client.PostJson("/events/", new { title = "  a\rb ", description = "", location = "", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z" }).ShouldBeOk();
        await ada.Client.PostJson("/tasks/", new { title = " c\u0007 ", description = "", due_date = "2026-03-02T09:00:00.5Z" }).ShouldBeOk();
        Assert.That(ImportTests.Counts(await ImportTests.Import(ada, await Export(ada)).ShouldBeOk()), Is.EqualTo((0, 0, 2, 0, 0)));
    }

    [Test]
    public async Task A_calendar_has_every_event_once()
    {
        var (ada, bob) = (await Server.SignUp(), await Server.SignUp());
        foreach (var user in new[] { ada, bob })
        {
            await ImportTests.Clear(user);
            await ImportTests.Import(user, $"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:both\nDTSTART:20260302T090000Z\nSUMMARY:{user.Username}\nEND:VEVENT\nEND:VCALENDAR").ShouldBeOk();
        }

        var id = (await bob.Client.Get("/events/").ShouldBeOk())[0].GetProperty("id");
        await bob.Client.PutJson($"/events/{id}/share", new { shared_with = new[] { ada.Username } }).ShouldBeOk();
        Assert.That(await Export(ada, "?shared=true"), Does.Contain("SUMMARY:" + ada.Username).And.Not.Contain("SUMMARY:" + bob.Username));
        Assert.That(await Export(ada, "?shared=true&events=false"), Does.Contain("SUMMARY:" + bob.Username));
    }

    [Test]
    public async Task The_feed_of_a_locked_account_is_gone()
    {
        var ada = await Server.SignUp();
        var url = (await (await ada.Client.PostJson("/calendar/feeds", new { })).ReadJson()).GetProperty("url").GetString()!;
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("UPDATE users SET is_active = false WHERE id = $1", connection) { Parameters = { new() { Value = ada.Id } } };
        await command.ExecuteNonQueryAsync();
        await Server.Anonymous().Get(url).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_feed_has_the_address_that_the_operator_says()
    {
        await using var server = await TestServer.Start(new Dictionary<string, string?> { ["PUBLIC_URL"] = "https://halext.example.org/" });
        var ada = await server.SignUp();
        var feed = await (await ada.Client.PostJson("/calendar/feeds", new { })).ReadJson();
        Assert.That(feed.GetProperty("url").GetString(), Is.EqualTo($"https://halext.example.org/api/feeds/{feed.GetProperty("token")}.ics"));
    }

    [Test]
    public async Task A_feed_of_shared_events_holds_what_others_share()
    {
        var (ada, bob) = (await Server.SignUp(), await Server.SignUp());
        await bob.Client.PostJson("/events/", new
        {
            title = "Bob's party", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", shared_with = new[] { ada.Username },
        }).ShouldBeOk();
        async Task<string> Read(params string[] contents)
        {
            var feed = await (await ada.Client.PostJson("/calendar/feeds", new { contents })).ReadJson();
            return await (await Server.Anonymous().Get(feed.GetProperty("url").GetString()!)).Content.ReadAsStringAsync();
        }

        Assert.That(await Read("shared"), Does.Contain("Bob's party"));
        Assert.That(await Read("events", "tasks"), Does.Not.Contain("Bob's party"));
    }

    [TestCase("""{"contents":[]}""", "contents")]
    [TestCase("""{"contents":["everything"]}""", "contents[0]")]
    [TestCase("""{"contents":[7]}""", "contents")]
    public async Task A_bad_feed_is_refused(string body, string field)
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/calendar/feeds", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        await Server.Anonymous().SendText(HttpMethod.Post, "/calendar/feeds", body, "application/json").ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task An_export_holds_what_was_chosen()
    {
        var ada = await Server.SignUp();
        await ImportTests.Clear(ada);
        await Fill(ada);
        Assert.That(await Export(ada, "?tasks=false"), Does.Contain("VEVENT").And.Not.Contain("VTODO"));
        Assert.That(await Export(ada, "?events=false"), Does.Contain("VTODO").And.Not.Contain("VEVENT"));
        await ada.Client.Get("/calendar/export.ics?tasks=perhaps").ShouldFail(422, "VALIDATION_ERROR", "tasks");
    }

    private static async Task<string> Export(TestUser user, string query = "")
    {
        var response = await user.Client.Get("/calendar/export.ics" + query);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task Fill(TestUser user)
    {
        foreach (var body in new object[]
        {
            new { title = "Plain, with; signs\\", description = "Zeile 1\nZeile 2 äöü 😀 " + new string('x', 200), start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z" },
            new { title = "All day", start_time = "2026-03-02", end_time = "2026-03-04", all_day = true, rrule = "FREQ=YEARLY;UNTIL=20300302" },
            new
            {
                title = "Series", location = "Here", start_time = "2026-03-02T09:00:00+01:00", end_time = "2026-03-02T10:00:00+01:00", time_zone = "Europe/Berlin",
                rrule = "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270101", exdates = new[] { "2026-03-04T08:00:00Z" }, rdates = new[] { "2026-03-07T08:00:00Z" },
            },
            new { title = "Second half past one", start_time = "2026-11-01T01:30:00-05:00", end_time = "2026-11-01T03:30:00-05:00", time_zone = "America/New_York" },
            new { title = "Ends in the fold", start_time = "2026-11-01T00:30:00-04:00", end_time = "2026-11-01T01:30:00-05:00", time_zone = "America/New_York" },
        })
            await user.Client.PostJson("/events/", body).ShouldBeOk();

        var series = (await user.Client.Get("/events/").ShouldBeOk()).EnumerateArray().Single(e => e.GetProperty("title").GetString() == "Series").GetProperty("id");
        await user.Client.PatchJson($"/events/{series}?scope=this&occurrence_start=2026-03-09T08:00:00Z", new { title = "Moved", start_time = "2026-03-10T08:00:00Z" }).ShouldBeOk();
        await user.Client.PostJson("/tasks/", new { title = "Task", description = "d", due_date = "2026-03-10", labels = new[] { "a,b", "c" } }).ShouldBeOk();
        var done = await user.Client.PostJson("/tasks/", new { title = "Done", due_date = "2026-03-10T12:30:00Z" }).ShouldBeOk();
        await user.Client.PatchJson($"/tasks/{done.GetProperty("id")}", new { completed = true }).ShouldBeOk();
    }

    /// <summary>Without the times at which rows were written here.</summary>
    private static string Stable(string calendar) => Stamp().Replace(calendar, "");

    [GeneratedRegex("DTSTAMP:[^\r]*\r\n")]
    private static partial Regex Stamp();
}
