using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.TestKit;

namespace Halext.ApiTests.Assistant.Suggestions;

public sealed class EventAnalysisTests : AnswersTest
{
    private const string Said =
        """{"summary":"A talk.","preparation_steps":["Slides"],"category":"Meeting","recommendations":["Come early."]}""";

    [Test]
    public async Task Conflicts_and_free_times_are_the_callers_own()
    {
        var (ada, eve) = (await Server.SignUp("ada"), await Server.SignUp("eve"));
        await Add(eve, "Eve's secret", "2026-03-02T09:00:00Z", "2026-03-02T17:00:00Z");
        await Add(ada, "Daily", "2026-02-23T09:30:00Z", "2026-02-23T10:30:00Z", "daily");
        await Add(ada, "Lunch", "2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z");
        await Add(ada, "Ends when it starts", "2026-03-02T08:00:00Z", "2026-03-02T10:00:00Z");
        var model = Assistant.Says(Said);

        var analysis = await Ask(
            ada, "/ai/events/analyze",
            new { title = "Talk", start_time = "2026-03-02T10:00:00Z", end_time = "2026-03-02T11:30:00Z", event_type = "work", model }, model);
        var conflicts = analysis.GetProperty("conflicts");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((analysis.Text("summary"), analysis.Text("category")), Is.EqualTo(("A talk.", "meeting")));
            Assert.That(Texts(analysis.GetProperty("preparation_steps")), Is.EqualTo(new[] { "Slides" }));
            Assert.That(Texts(analysis.GetProperty("recommendations")), Is.EqualTo(new[] { "Come early." }));
            Assert.That((conflicts.GetProperty("has_conflicts").GetBoolean(), conflicts.GetProperty("conflict_count").GetInt32()), Is.EqualTo((true, 1)));
            Assert.That(conflicts.GetProperty("conflicts")[0].Text("event_title"), Is.EqualTo("Daily"));
            Assert.That(conflicts.GetProperty("conflicts")[0].Text("start_time"), Is.EqualTo("2026-03-02T09:30:00Z"));
            Assert.That(Slots(analysis), Is.EqualTo(new[] { "10:30 12:00", "13:00 14:30" }));
            Assert.That(Assistant.Shown(model).Data, Does.Contain("Talk").And.Contain("work").And.Not.Contain("secret").And.Not.Contain("Daily"));
        }
    }

    [Test]
    public async Task The_day_is_that_of_the_persons_zone()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says(Said);
        var analysis = await Ask(
            user, "/ai/events/analyze",
            new { title = "Talk", start_time = "2026-03-02T23:30:00Z", end_time = "2026-03-03T00:30:00Z", time_zone = "Asia/Tokyo", model }, model);
        Assert.That(analysis.GetProperty("optimal_times")[0].Text("start_time"), Is.EqualTo("2026-03-03T00:00:00Z"));
        Assert.That(analysis.GetProperty("conflicts").GetProperty("has_conflicts").GetBoolean(), Is.False);
    }

    [Test]
    public async Task The_mobile_client_asks_and_reads_in_its_own_way()
    {
        var user = await Server.SignUp();
        await Add(user, "Lunch", "2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z");
        var model = Assistant.Says(Said);
        var analysis = await Ask(
            user, "/ai/events/analyze",
            new { title = "Talk", startTime = "2026-03-02T12:30:00Z", endTime = "2026-03-02T13:30:00Z", model }, model);
        Assert.That(Texts(analysis.GetProperty("conflicts")), Is.EqualTo(new[] { "Lunch (2026-03-02 12:00 UTC to 2026-03-02 13:00 UTC)" }));
        Assert.That((analysis.Text("category"), Texts(analysis.GetProperty("recommendations"))), Is.EqualTo(("meeting", new[] { "Come early." })));
    }

    [TestCase("""{"title":"x","end_time":"2026-03-02T10:00:00Z"}""", "start_time")]
    [TestCase("""{"title":"x","start_time":"2026-03-02T10:00:00Z"}""", "end_time")]
    [TestCase("""{"title":"x","start_time":"2026-03-02T10:00:00Z","end_time":"2026-03-02T10:00:00Z"}""", "end_time")]
    [TestCase("""{"title":"x","start_time":"2026-03-02T10:00:00Z","end_time":"2026-03-02T09:00:00Z"}""", "end_time")]
    [TestCase("""{"title":"x","start_time":"2026-03-02T10:00:00Z","end_time":"2027-03-02T09:00:00Z"}""", "end_time")]
    [TestCase("""{"title":"x","start_time":"0001-01-01T00:00:00Z","end_time":"0001-01-01T01:00:00Z"}""", "start_time")]
    [TestCase("""{"title":"x","start_time":"soon","end_time":"2026-03-02T10:00:00Z"}""", "start_time")]
    [TestCase("""{"title":"x","start_time":"2026-03-02T10:00:00Z","end_time":"2026-03-02T11:00:00Z","time_zone":"Mars/Olympus"}""", "time_zone")]
    public async Task Times_must_make_sense(string body, string field)
    {
        var user = await Server.SignUp();
        await user.Client.SendText(HttpMethod.Post, "/ai/events/analyze", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }

    private static string[] Slots(JsonElement analysis) =>
        [.. analysis.GetProperty("optimal_times").EnumerateArray().Select(t => $"{t.Text("start_time")[11..16]} {t.Text("end_time")[11..16]}")];

    private static Task<JsonElement> Add(TestUser user, string title, string start, string end, string recurrence = "none") =>
        user.Client.PostJson("/events/", new { title, start_time = start, end_time = end, recurrence_type = recurrence }).ShouldBeOk();
}
