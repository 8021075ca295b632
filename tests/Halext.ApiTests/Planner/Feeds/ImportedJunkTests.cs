using Halext.TestKit;

namespace Halext.ApiTests.Planner.Feeds;

/// <summary>Files that are broken or made to harm.</summary>
public sealed class ImportedJunkTests : ApiTest
{
    [TestCase("DTSTART:20260302T090000Z\nDURATION:P999999W")]
    [TestCase("DTSTART:20260302T090000Z\nDURATION:-P999999W")]
    [TestCase("DTSTART:16000101T000000Z\nDTEND:24990101T000000Z\nRDATE:99980101T000000Z")]
    [TestCase("DTSTART:20260302T090000Z\nEXDATE:99980101T000000Z")]
    [TestCase("RECURRENCE-ID:99980101T000000Z\nDTSTART:20260302T090000Z\nDTEND:20360302T090000Z")]
    [TestCase("DTSTART:99980101T000000Z")]
    [TestCase("DTSTART:20260302T090000Z\nRRULE:FREQ=DAILY;UNTIL=00010101")]
    [TestCase("DTSTART:20260302T090000Z\nX no property")]
    public async Task What_is_wrong_with_one_event_is_told_once(string lines)
    {
        var report = await Import($"BEGIN:VEVENT\nUID:bad\n{lines}\nEND:VEVENT\n");
        Assert.That(ImportTests.Counts(report), Is.EqualTo((1, 0, 0, 0, 1)), report.GetRawText());
    }

    [TestCase("DUE:99980101T000000Z")]
    [TestCase("STATUS:COMPLETED\nCOMPLETED:00030101T000000Z")]
    [TestCase("RECURRENCE-ID:20260302T090000Z")]
    public async Task What_is_wrong_with_one_task_is_told_once(string lines)
    {
        var report = await Import($"BEGIN:VTODO\nUID:bad\n{lines}\nEND:VTODO\n");
        Assert.That(ImportTests.Counts(report), Is.EqualTo((1, 0, 0, 0, 1)), report.GetRawText());
    }

    [Test]
    public async Task A_rule_without_a_sensible_end_has_none()
    {
        var report = await Import("BEGIN:VEVENT\nUID:long\nDTSTART:20260302T090000Z\nRRULE:FREQ=YEARLY;UNTIL=99991231\nEND:VEVENT\n");
        Assert.That(ImportTests.Counts(report), Is.EqualTo((2, 0, 0, 0, 0)), report.GetRawText());
    }

    [Test]
    public async Task A_name_of_a_megabyte_is_told_in_short()
    {
        var report = await Import($"END:{new string('Q', 900_000)}\n");
        Assert.That(report.GetRawText().Length, Is.LessThan(2_000));
    }

    [Test]
    public async Task Thousands_of_foreign_lines_are_weighed_at_once()
    {
        var report = await Import($"BEGIN:VEVENT\nUID:x\nDTSTART:20260302T090000Z\n{string.Concat(Enumerable.Repeat("X:1\n", 100_000))}END:VEVENT\n");
        Assert.That(report.GetProperty("errors")[0].GetProperty("message").GetString(), Is.EqualTo("Imported without X: that is too large."));
    }

    [Test]
    public async Task More_events_than_a_life_holds_are_refused()
    {
        var ada = await Server.SignUp();
        var file = $"BEGIN:VCALENDAR\n{string.Concat(Enumerable.Repeat("BEGIN:VEVENT\nEND:VEVENT\n", 20_001))}END:VCALENDAR";
        await ImportTests.Import(ada, file).ShouldFail(422, "VALIDATION_ERROR", "file");
    }

    [Test]
    public async Task Events_without_a_name_are_told_apart()
    {
        const string Unnamed = "BEGIN:VEVENT\nDTSTART:20260302T090000Z\nEND:VEVENT\n";
        var report = await Import(Unnamed + Unnamed);
        Assert.That(ImportTests.Counts(report), Is.EqualTo((3, 0, 0, 0, 0)), report.GetRawText());
    }

    [Test]
    public async Task Junk_does_not_come_out_again()
    {
        var ada = await Server.SignUp();
        await ImportTests.Clear(ada);
        var report = await Import(ada, """
            BEGIN:VEVENT
            UID:junk
            DTSTART:20260302T090000Z
            ATTENDEE;RSVP:mailto:a@b
            X-R;VALUE=RECUR:FREQ=FOO
            CREATED:garbage
            X-Z;VALUE=DATE:foo
            DUE:bar
            X-KEPT:yes
            BEGIN:VALARM
            ACTION:DISPLAY
            TRIGGER:soon
            END:VALARM
            END:VEVENT
            BEGIN:VTODO
            UID:task
            SUMMARY:Zoned
            DTSTART;TZID=Europe/Berlin:20260309T090000
            DUE:20260310T000000Z
            END:VTODO

            """.ReplaceLineEndings("\n"));
        Assert.That(report.GetProperty("errors")[0].GetProperty("message").GetString(), Is.EqualTo("Imported without ATTENDEE, X-R, CREATED, X-Z, DUE and others: that is not as RFC 5545 wants it."));
        var exported = await (await ada.Client.Get("/calendar/export.ics")).Content.ReadAsStringAsync();
        Assert.That(exported, Does.Contain("X-KEPT:yes").And.Contain("DTSTART:20260309T080000Z").And.Contain("DUE:20260310T000000Z"));
        await NodeProgram.Run("read-calendar", ["2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"], exported);
        Assert.That(ImportTests.Counts(await ImportTests.Import(ada, exported).ShouldBeOk()), Is.EqualTo((0, 0, 3, 0, 0)));
    }

    private async Task<System.Text.Json.JsonElement> Import(string components)
    {
        var user = await Server.SignUp();
        await ImportTests.Clear(user);
        return await Import(user, components);
    }

    /// <summary>Something good stands beside it.</summary>
    private static Task<System.Text.Json.JsonElement> Import(TestUser user, string components) => ImportTests.Import(
        user, $"BEGIN:VCALENDAR\n{components}BEGIN:VEVENT\nUID:good\nDTSTART:20260302T090000Z\nEND:VEVENT\nEND:VCALENDAR").ShouldBeOk();
}
