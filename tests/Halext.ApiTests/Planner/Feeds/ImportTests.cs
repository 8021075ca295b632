using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Feeds;

public sealed class ImportTests : ApiTest
{
    private static readonly string Files = Path.Combine(Repository.Root, "tests", "data", "ics");

    private const string Meeting =
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        UID:standup@example.org
        DTSTART;TZID=Europe/Berlin:20260302T090000
        DTEND;TZID=Europe/Berlin:20260302T091500
        RRULE:FREQ=DAILY;COUNT=5
        EXDATE;TZID=Europe/Berlin:20260303T090000
        SUMMARY:Stand-up\, short
        DESCRIPTION:Line one\nline two
        ATTENDEE;CN="Ada, L.":mailto:ada@example.org
        BEGIN:VALARM
        ACTION:DISPLAY
        TRIGGER:-PT5M
        END:VALARM
        END:VEVENT
        BEGIN:VEVENT
        UID:standup@example.org
        RECURRENCE-ID;TZID=Europe/Berlin:20260304T090000
        DTSTART;TZID=Europe/Berlin:20260304T140000
        DURATION:PT1H
        SUMMARY:Retro
        END:VEVENT
        BEGIN:VTODO
        UID:todo-1@example.org
        SUMMARY:Write minutes
        DUE;VALUE=DATE:20260310
        CATEGORIES:work,urgent
        STATUS:NEEDS-ACTION
        END:VTODO
        BEGIN:VTODO
        UID:todo-2@example.org
        SUMMARY:Done
        STATUS:COMPLETED
        COMPLETED:20260101T100000Z
        END:VTODO
        BEGIN:VJOURNAL
        UID:journal@example.org
        SUMMARY:Dear diary
        END:VJOURNAL
        END:VCALENDAR
        """;

    [Test]
    public async Task Events_and_tasks_come_in_with_everything()
    {
        var ada = await Server.SignUp();
        await Clear(ada);
        var report = await Import(ada, Meeting).ShouldBeOk();
        Assert.That(Counts(report), Is.EqualTo((4, 0, 0, 1, 0)), report.GetRawText());

        var events = await ada.Client.Get("/events/?start=2026-03-01&end=2026-04-01").ShouldBeOk();
        Assert.That(events.EnumerateArray().Select(e => (e.GetProperty("start_time").GetString(), e.GetProperty("title").GetString())), Is.EqualTo(new[]
        {
            ("2026-03-02T08:00:00Z", "Stand-up, short"), ("2026-03-04T13:00:00Z", "Retro"), ("2026-03-05T08:00:00Z", "Stand-up, short"), ("2026-03-06T08:00:00Z", "Stand-up, short"),
        }));
        Assert.That(events[0].GetProperty("description").GetString(), Is.EqualTo("Line one\nline two"));
        Assert.That(events[0].GetProperty("time_zone").GetString(), Is.EqualTo("Europe/Berlin"));
        Assert.That(events[1].GetProperty("end_time").GetString(), Is.EqualTo("2026-03-04T14:00:00Z"));

        var tasks = await ada.Client.Get("/tasks/").ShouldBeOk();
        Assert.That(tasks.EnumerateArray().Select(t => (t.GetProperty("title").GetString(), t.GetProperty("completed").GetBoolean())), Is.EquivalentTo(new[] { ("Write minutes", false), ("Done", true) }));
        var minutes = tasks.EnumerateArray().Single(t => t.GetProperty("title").GetString() == "Write minutes");
        Assert.That(minutes.GetProperty("due_date").GetString(), Is.EqualTo("2026-03-10T00:00:00Z"));
        Assert.That(minutes.GetProperty("labels").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task Importing_twice_changes_nothing_and_a_newer_file_updates()
    {
        var ada = await Server.SignUp();
        await Clear(ada);
        await Import(ada, Meeting).ShouldBeOk();
        var before = await ada.Client.Get("/events/").ShouldBeOk();
        Server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Counts(await Import(ada, Meeting.Replace("VERSION:2.0", "VERSION:2.0\nPRODID:other", StringComparison.Ordinal)).ShouldBeOk()), Is.EqualTo((0, 0, 4, 1, 0)));
        Assert.That((await ada.Client.Get("/events/").ShouldBeOk()).GetRawText(), Is.EqualTo(before.GetRawText()));

        var newer = Meeting.Replace("Retro", "Review", StringComparison.Ordinal).Replace("work,urgent", "work", StringComparison.Ordinal);
        Assert.That(Counts(await Import(ada, newer).ShouldBeOk()), Is.EqualTo((0, 2, 2, 1, 0)));
        Assert.That(Counts(await Import(ada, newer).ShouldBeOk()), Is.EqualTo((0, 0, 4, 1, 0)));
        Assert.That((await ada.Client.Get("/events/").ShouldBeOk()).GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_dry_run_says_the_same_and_stores_nothing()
    {
        var ada = await Server.SignUp();
        await Clear(ada);
        var preview = await Import(ada, Meeting, "?dry_run=true").ShouldBeOk();
        Assert.That(Counts(preview), Is.EqualTo((4, 0, 0, 1, 0)));
        Assert.That(preview.GetProperty("dry_run").GetBoolean(), Is.True);
        Assert.That((await ada.Client.Get("/events/").ShouldBeOk()).GetArrayLength(), Is.Zero);
        Assert.That((await ada.Client.Get("/tasks/").ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task One_bad_component_does_not_lose_the_good_ones()
    {
        var ada = await Server.SignUp();
        await Clear(ada);
        const string Mixed =
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:a
            SUMMARY:No start
            END:VEVENT
            BEGIN:VEVENT
            UID:b
            DTSTART:20260302T090000Z
            DTEND:20260302T080000Z
            END:VEVENT
            BEGIN:VEVENT
            UID:c
            DTSTART:20260302T090000Z
            RRULE:FREQ=NEVER
            END:VEVENT
            BEGIN:VEVENT
            UID:d
            DTSTART;TZID=Nowhere:20260302T090000
            END:VEVENT
            BEGIN:VEVENT
            UID:good
            DTSTART;VALUE=DATE:20260302
            SUMMARY:Good
            END:VEVENT
            END:VCALENDAR
            """;
        var report = await Import(ada, Mixed).ShouldBeOk();
        Assert.That(Counts(report), Is.EqualTo((1, 0, 0, 0, 4)), report.GetRawText());
        Assert.That(report.GetProperty("errors").EnumerateArray().Select(e => (e.GetProperty("component").GetString(), e.GetProperty("uid").GetString(), e.GetProperty("line").GetInt32())),
            Is.EqualTo(new[] { ("VEVENT", "a", 2), ("VEVENT", "b", 6), ("VEVENT", "c", 11), ("VEVENT", "d", 16) }));
        Assert.That((await ada.Client.Get("/events/").ShouldBeOk()).EnumerateArray().Single().GetProperty("all_day").GetBoolean(), Is.True);
    }

    [TestCase("", "text/calendar", 422)]
    [TestCase("hello", "text/calendar", 422)]
    [TestCase("{}", "application/json", 415)]
    [TestCase("x", "multipart/form-data", 422)]
    [TestCase("x", "multipart/form-data; boundary=y", 422)]
    public async Task What_is_no_calendar_is_refused(string body, string type, int status)
    {
        var ada = await Server.SignUp();
        var answer = await ada.Client.SendText(HttpMethod.Post, "/calendar/import", body, type);
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), await answer.Content.ReadAsStringAsync());
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
    }

    [Test]
    public async Task A_form_carries_one_file_of_at_most_ten_megabytes()
    {
        var ada = await Server.SignUp();
        await Clear(ada);
        Assert.That(Counts(await ImportForm(ada, Encoding.UTF8.GetBytes(Meeting)).ShouldBeOk()), Is.EqualTo((4, 0, 0, 1, 0)));
        await ImportForm(ada, new byte[(10 * 1024 * 1024) + 1]).ShouldFail(422, "VALIDATION_ERROR", "file");
        await ImportForm(ada, new byte[11 * 1024 * 1024]).Should(System.Net.HttpStatusCode.RequestEntityTooLarge);
        await Import(ada, Meeting, "?time_zone=Nowhere").ShouldFail(422, "VALIDATION_ERROR", "time_zone");
        await Import(ada, Meeting, "?dry_run=maybe").ShouldFail(422, "VALIDATION_ERROR", "dry_run");
        await Server.Anonymous().SendText(HttpMethod.Post, "/calendar/import", Meeting, "text/calendar").ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task Times_without_a_zone_are_meant_in_the_zone_that_is_given()
    {
        var ada = await Server.SignUp();
        await Clear(ada);
        await Import(ada, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:f\nDTSTART:20260302T090000\nEND:VEVENT\nEND:VCALENDAR", "?time_zone=Asia/Tokyo").ShouldBeOk();
        var made = (await ada.Client.Get("/events/").ShouldBeOk())[0];
        Assert.That(made.GetProperty("start_time").GetString(), Is.EqualTo("2026-03-02T00:00:00Z"));
        Assert.That(made.GetProperty("title").GetString(), Is.EqualTo("Untitled"));
    }

    [Test]
    public async Task Occurrences_whose_series_is_unknown_are_kept_and_meet_it_later()
    {
        var ada = await Server.SignUp();
        await Clear(ada);
        const string Moved = "BEGIN:VEVENT\nUID:s\nRECURRENCE-ID:20260303T090000Z\nDTSTART:20260303T150000Z\nDTEND:20260303T160000Z\nSUMMARY:Moved\nEND:VEVENT\n";
        Assert.That(Counts(await Import(ada, $"BEGIN:VCALENDAR\n{Moved}END:VCALENDAR").ShouldBeOk()), Is.EqualTo((1, 0, 0, 0, 0)));
        Assert.That(Counts(await Import(ada, $"BEGIN:VCALENDAR\n{Moved}END:VCALENDAR").ShouldBeOk()), Is.EqualTo((0, 0, 1, 0, 0)));
        Assert.That(await Starts(ada), Is.EqualTo(new[] { "2026-03-03T15:00:00Z" }));

        await Import(ada, $"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s\nDTSTART:20260302T090000Z\nDTEND:20260302T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\n{Moved}END:VCALENDAR").ShouldBeOk();
        Assert.That(await Starts(ada), Is.EqualTo(new[] { "2026-03-02T09:00:00Z", "2026-03-03T15:00:00Z", "2026-03-04T09:00:00Z" }));

        // A cancelled occurrence goes.
        await Import(ada, $"BEGIN:VCALENDAR\n{Moved.Replace("SUMMARY:Moved", "STATUS:CANCELLED", StringComparison.Ordinal)}END:VCALENDAR").ShouldBeOk();
        Assert.That(await Starts(ada), Is.EqualTo(new[] { "2026-03-02T09:00:00Z", "2026-03-04T09:00:00Z" }));
    }

    /// <summary>What ical.js finds in each file is committed in expected.json; null where it refuses the file.</summary>
    private static IEnumerable<TestCaseData> RealFiles() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Files, "expected.json"))).RootElement.EnumerateObject()
            .Select(file => new TestCaseData(file.Name, Kept(file.Value)).SetArgDisplayNames(file.Name));

    private static int? Kept(JsonElement counts) => counts.ValueKind is not JsonValueKind.Object ? null
        : new[] { "VEVENT", "VTODO" }.Sum(kind => counts.TryGetProperty(kind, out var count) ? count.GetInt32() : 0);

    [TestCaseSource(nameof(RealFiles))]
    public async Task Real_files_are_imported_or_say_why_not(string file, int? expected)
    {
        var ada = await Server.SignUp();
        await Clear(ada);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Files, file));
        var first = await ImportForm(ada, bytes);
        if ((int)first.StatusCode == 422)
        {
            Assert.That(expected is null or 0, Is.True, await first.Content.ReadAsStringAsync());
            return;
        }

        var report = await first.ReadJson();
        Assert.That((int)first.StatusCode, Is.EqualTo(200), report.GetRawText());
        var (imported, updated, unchanged, skipped, errors) = Counts(report);
        if (expected is { } count && imported + updated + unchanged != count)
            Assert.That(imported + updated + unchanged + skipped + errors, Is.GreaterThanOrEqualTo(count), report.GetRawText());

        // Again: nothing new, nothing doubled.
        var (again, changed, same, _, stillBad) = Counts(await ImportForm(ada, bytes).ShouldBeOk());
        Assert.That((again, changed, same, stillBad), Is.EqualTo((0, 0, imported + updated + unchanged, errors)));
    }

    internal static (int Imported, int Updated, int Unchanged, int Skipped, int Errors) Counts(JsonElement report) => (
        report.GetProperty("imported").GetInt32(), report.GetProperty("updated").GetInt32(), report.GetProperty("unchanged").GetInt32(),
        report.GetProperty("skipped").GetInt32(), report.GetProperty("errors").GetArrayLength());

    internal static Task<HttpResponseMessage> Import(TestUser user, string calendar, string query = "") =>
        user.Client.SendText(HttpMethod.Post, "/calendar/import" + query, calendar, "text/calendar; charset=utf-8");

    private static async Task<HttpResponseMessage> ImportForm(TestUser user, byte[] file)
    {
        using var form = new MultipartFormDataContent();
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/calendar");
        form.Add(content, "file", "calendar.ics");
        return await user.Client.PostAsync(new Uri("/calendar/import", UriKind.Relative), form);
    }

    internal static async Task<string[]> Starts(TestUser user) =>
        [.. (await user.Client.Get("/events/?start=2026-03-01&end=2026-04-01").ShouldBeOk()).EnumerateArray().Select(e => e.GetProperty("start_time").GetString()!)];

    /// <summary>Takes the example data away.</summary>
    internal static async Task Clear(TestUser user)
    {
        foreach (var kind in new[] { "tasks", "events" })
        {
            foreach (var one in (await user.Client.Get($"/{kind}/?limit=500").ShouldBeOk()).EnumerateArray())
                await user.Client.Delete($"/{kind}/{one.GetProperty("id")}").ShouldBeNoContent();
        }
    }
}
