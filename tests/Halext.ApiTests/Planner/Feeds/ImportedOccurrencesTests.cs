using Halext.TestKit;

namespace Halext.ApiTests.Planner.Feeds;

/// <summary>What files say of single occurrences.</summary>
public sealed class ImportedOccurrencesTests : ApiTest
{
    private const string Series = "UID:s\nDTSTART:20260302T090000Z\nDTEND:20260302T100000Z\nRRULE:FREQ=DAILY;COUNT=3";

    [Test]
    public async Task One_that_the_rule_does_not_name_is_added_to_the_series()
    {
        var ada = await Fresh();
        var file = File(Series, "UID:s\nRECURRENCE-ID:20260310T090000Z\nDTSTART:20260310T120000Z\nSUMMARY:Ghost");
        Assert.That(await Counts(ada, file), Is.EqualTo((2, 0, 0, 0, 0)));
        Assert.That(await Counts(ada, file), Is.EqualTo((0, 0, 2, 0, 0)));
        Assert.That(await Counts(ada, await Export(ada)), Is.EqualTo((0, 0, 2, 0, 0)));
        var id = (await ada.Client.Get("/events/").ShouldBeOk())[0].GetProperty("id");
        await ada.Client.PatchJson($"/events/{id}?scope=this&occurrence_start=2026-03-10T09:00:00Z", new { title = "Reached" }).ShouldBeOk();
    }

    [Test]
    public async Task The_only_occurrence_of_an_event_is_the_event()
    {
        var ada = await Fresh();
        const string Once = "UID:s\nDTSTART:20260302T090000Z";
        const string Moved = "UID:s\nRECURRENCE-ID:20260302T090000Z\nDTSTART:20260305T090000Z\nRRULE:FREQ=DAILY";
        await Counts(ada, File(Once));
        Assert.That(await Counts(ada, File(Moved)), Is.EqualTo((0, 1, 0, 0, 0)));
        Assert.That(await Counts(ada, File(Moved)), Is.EqualTo((0, 0, 1, 0, 0)));
        Assert.That(await ImportTests.Starts(ada), Is.EqualTo(new[] { "2026-03-05T09:00:00Z" }));
        Assert.That(await Counts(ada, File(Once, Moved)), Is.EqualTo((0, 0, 1, 1, 0)));
    }

    [Test]
    public async Task A_file_with_the_series_has_all_of_its_changes()
    {
        var ada = await Fresh();
        const string Moved = "UID:s\nRECURRENCE-ID:20260303T090000Z\nDTSTART:20260303T150000Z";
        await Counts(ada, File(Series, Moved));
        Assert.That(await Counts(ada, File(Series)), Is.EqualTo((0, 1, 0, 0, 0)));
        Assert.That(await ImportTests.Starts(ada), Is.EqualTo(new[] { "2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z", "2026-03-04T09:00:00Z" }));
        Assert.That(await Counts(ada, File(Series)), Is.EqualTo((0, 0, 1, 0, 0)));
    }

    [TestCase("UID:s\nRECURRENCE-ID:20260303T090000Z\nDTSTART;VALUE=DATE:20260303", TestName = "A whole day in a series with times")]
    [TestCase("RECURRENCE-ID:20260303T090000Z\nDTSTART:20260303T100000Z", TestName = "Without a UID")]
    [TestCase("UID:s\nRECURRENCE-ID:99980101T000000Z\nDTSTART:20260303T100000Z", TestName = "Beyond the calendar")]
    public async Task What_can_not_be_one_is_told(string change)
    {
        var ada = await Fresh();
        Assert.That(await Counts(ada, File(Series, change)), Is.EqualTo((1, 0, 0, 0, 1)));
        Assert.That((await ImportTests.Starts(ada)).Length, Is.EqualTo(3));
    }

    [Test]
    public async Task A_rule_of_an_occurrence_says_nothing()
    {
        var ada = await Fresh();
        await Counts(ada, File("UID:s\nRECURRENCE-ID:20260303T090000Z\nDTSTART:20260303T090000Z\nRRULE:FREQ=DAILY"));
        Assert.That(await ImportTests.Starts(ada), Is.EqualTo(new[] { "2026-03-03T09:00:00Z" }));
    }

    [Test]
    public async Task A_date_and_a_time_name_the_same_occurrence()
    {
        var ada = await Fresh();
        var file = File(Series, "UID:s\nRECURRENCE-ID:20260303T090000Z\nDTSTART:20260303T120000Z", "UID:s\nRECURRENCE-ID;VALUE=DATE:20260303\nDTSTART:20260303T130000Z");
        Assert.That(await Counts(ada, file), Is.EqualTo((2, 0, 0, 1, 0)));
        Assert.That(await Counts(ada, file), Is.EqualTo((0, 0, 2, 1, 0)));
    }

    [Test]
    public async Task A_cancelled_event_goes()
    {
        var ada = await Fresh();
        var cancelled = File(Series + "\nSTATUS:CANCELLED");
        Assert.That(await Counts(ada, cancelled), Is.EqualTo((0, 0, 0, 1, 0)));
        await Counts(ada, File(Series));
        Assert.That(await Counts(ada, cancelled), Is.EqualTo((0, 1, 0, 0, 0)));
        Assert.That(await Counts(ada, cancelled), Is.EqualTo((0, 0, 0, 1, 0)));
        Assert.That(await ImportTests.Starts(ada), Is.Empty);
    }

    private async Task<TestUser> Fresh()
    {
        var user = await Server.SignUp();
        await ImportTests.Clear(user);
        return user;
    }

    private static string File(params string[] events) => $"BEGIN:VCALENDAR\n{string.Concat(events.Select(e => $"BEGIN:VEVENT\n{e}\nEND:VEVENT\n"))}END:VCALENDAR";

    private static async Task<(int Imported, int Updated, int Unchanged, int Skipped, int Errors)> Counts(TestUser user, string file) =>
        ImportTests.Counts(await ImportTests.Import(user, file).ShouldBeOk());

    private static async Task<string> Export(TestUser user) => await (await user.Client.Get("/calendar/export.ics")).Content.ReadAsStringAsync();
}
