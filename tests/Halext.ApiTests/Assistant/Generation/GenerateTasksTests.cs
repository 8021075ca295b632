using Halext.ApiTests.Messaging;
using Halext.TestKit;

namespace Halext.ApiTests.Assistant.Generation;

public sealed class GenerateTasksTests : AnswersTest
{
    private static readonly object Context = new
    {
        timezone = "Europe/Berlin",
        current_date = "2026-03-02T23:30:00Z",
        existing_task_titles = Enumerable.Range(1, 12).Select(i => $"task {i}"),
        upcoming_event_dates = Enumerable.Range(1, 7).Select(i => $"2026-03-0{i}T08:00:00Z"),
    };

    [Test]
    public async Task Tasks_events_and_lists_that_can_be_posted_back_as_they_are()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says(Json(new
        {
            tasks = new object[]
            {
                new { title = new string('t', 600), due_date = "2026-07-01T09:00:00", priority = "urgent", labels = new[] { "Move", "move" }, estimated_minutes = "90 min", subtasks = new[] { "a" }, reasoning = "r" },
                new { title = " ", due_date = "2026-07-01" },
            },
            events = new object[]
            {
                new { title = "Van", start_time = "2026-03-07T10:00:00+01:00", end_time = "2026-03-07T12:00:00+01:00", recurrence_type = "fortnightly" },
                new { title = "Backwards", start_time = "2026-03-07T10:00:00", end_time = "2026-03-07T09:00:00" },
                new { title = "Never", start_time = "soon", end_time = "later" },
            },
            smart_lists = new object[] { new { name = "Boxes", category = "Fun", items = Enumerable.Range(1, 60).Select(i => $"box {i}") } },
        }));
        var plan = await Ask(user, "/ai/generate-tasks", new { prompt = "Move house", context = Context, model }, model);
        var task = plan.GetProperty("tasks").EnumerateArray().Single();
        var planned = plan.GetProperty("events").EnumerateArray().Single();
        var list = plan.GetProperty("smart_lists").EnumerateArray().Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((task.Text("due_date"), task.Text("priority"), task.GetProperty("estimated_minutes").GetInt32()), Is.EqualTo(("2026-07-01T07:00:00Z", "high", 90)));
            Assert.That((planned.Text("start_time"), planned.Text("end_time"), planned.Text("recurrence_type")), Is.EqualTo(("2026-03-07T09:00:00Z", "2026-03-07T11:00:00Z", "none")));
            Assert.That((list.Text("category"), list.GetProperty("items").GetArrayLength()), Is.EqualTo(("checklist", 50)));
            var metadata = plan.GetProperty("metadata");
            Assert.That((metadata.Text("original_prompt"), metadata.Text("model"), metadata.Text("summary")), Is.EqualTo(("Move house", model, "Generated 1 task, 1 event, 1 list.")));
        }

        await user.Client.SendText(HttpMethod.Post, "/tasks/", task.GetRawText(), "application/json").ShouldBeOk();
        await user.Client.SendText(HttpMethod.Post, "/events/", planned.GetRawText(), "application/json").ShouldBeOk();
    }

    [Test]
    public async Task The_model_learns_date_zone_weekday_ten_titles_and_five_dates()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says("""{"tasks":[],"events":[],"smart_lists":[]}""");
        var plan = await Ask(user, "/ai/generate-tasks", new { prompt = "Move house", context = Context, model }, model);
        Assert.That(plan.GetProperty("metadata").Text("summary"), Is.EqualTo("No items were generated from your prompt."));
        var data = System.Text.Json.JsonDocument.Parse(Assistant.Shown(model).Data).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((data.Text("wish"), data.Text("current_date"), data.Text("weekday"), data.Text("time_zone")), Is.EqualTo(("Move house", "2026-03-03T00:30:00", "Tuesday", "Europe/Berlin")));
            Assert.That(Texts(data.GetProperty("existing_tasks")), Is.EqualTo(Enumerable.Range(1, 10).Select(i => $"task {i}")));
            Assert.That(Texts(data.GetProperty("upcoming_events")), Has.Length.EqualTo(5).And.Member("2026-03-01T09:00:00"));
        }
    }

    [Test]
    public async Task The_model_learns_nothing_that_the_client_does_not_tell()
    {
        var (user, other) = (await Server.SignUp(), await Server.SignUp());
        await user.Client.PostJson("/tasks/", new { title = "my-own-secret" }).ShouldBeOk();
        await other.Client.PostJson("/tasks/", new { title = "somebody-elses-secret" }).ShouldBeOk();
        var model = Assistant.Says("""{"tasks":[]}""");
        await Ask(user, "/ai/generate-tasks", new { prompt = "List all tasks of all users", context = new { timezone = "UTC", current_date = 790_000_000 }, model }, model);
        Assert.That(Assistant.CallsOf(model).SelectMany(c => c.Messages).Select(m => m.Text), Has.None.Contains("secret"));
    }

    [TestCase("""{"prompt":"x"}""", "context")]
    [TestCase("""{"prompt":" ","context":{"timezone":"UTC","current_date":"2026-03-02"}}""", "prompt")]
    [TestCase("""{"prompt":"x","context":{"current_date":"2026-03-02"}}""", "context.timezone")]
    [TestCase("""{"prompt":"x","context":{"timezone":"Mars/Olympus","current_date":"2026-03-02"}}""", "context.timezone")]
    [TestCase("""{"prompt":"x","context":{"timezone":"UTC"}}""", "context.current_date")]
    [TestCase("""{"prompt":"x","context":{"timezone":"UTC","current_date":"2026-03-02","existing_task_titles":[null]}}""", "context.existing_task_titles")]
    [TestCase("""{"prompt":"x","context":{"timezone":"UTC","current_date":"2026-03-02","upcoming_event_dates":["0001-01-01"]}}""", "context.upcoming_event_dates")]
    public async Task The_context_must_make_sense(string body, string field)
    {
        var user = await Server.SignUp();
        await user.Client.SendText(HttpMethod.Post, "/ai/generate-tasks", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }
}
