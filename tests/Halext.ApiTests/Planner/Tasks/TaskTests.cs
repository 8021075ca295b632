using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Tasks;

public sealed class TaskTests : ApiTest
{
    [Test]
    public async Task A_created_task_has_every_field_that_clients_read()
    {
        var ada = await Server.SignUp();
        var task = await ada.Client.PostJson("/tasks/", new { title = "Buy milk", description = "2 l", due_date = "2026-03-05T18:00:00+01:00", labels = new[] { "home" } }).ShouldBeOk();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(task.GetProperty("id").GetInt32(), Is.Positive);
            Assert.That(task.GetProperty("title").GetString(), Is.EqualTo("Buy milk"));
            Assert.That(task.GetProperty("description").GetString(), Is.EqualTo("2 l"));
            Assert.That(task.GetProperty("due_date").GetString(), Is.EqualTo("2026-03-05T17:00:00Z"));
            Assert.That(task.GetProperty("completed").GetBoolean(), Is.False);
            Assert.That(task.GetProperty("owner_id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(task.GetProperty("created_at").GetString(), Is.EqualTo("2026-03-02T09:00:00Z"));
            Assert.That(task.GetProperty("labels")[0].GetProperty("name").GetString(), Is.EqualTo("home"));
            Assert.That(task.GetProperty("labels")[0].GetProperty("color").GetString(), Is.EqualTo("#5d72ff"));
        }

        var read = await ada.Client.Get($"/tasks/{task.GetProperty("id")}").ShouldBeOk();
        Assert.That(read.GetRawText(), Is.EqualTo(task.GetRawText()));
    }

    [Test]
    public async Task Fields_that_nobody_knows_are_ignored()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/tasks/", new { title = "From the AI", priority = "high", subtasks = new[] { "a" }, reasoning = "why" }).ShouldBeOk();
    }

    [TestCase("785476800", "2025-11-22T04:00:00Z", TestName = "Apple's seconds since 2001")]
    [TestCase("\"785476800\"", "2025-11-22T04:00:00Z", TestName = "Apple's seconds as a text")]
    [TestCase("1763784000", "2025-11-22T04:00:00Z", TestName = "Unix seconds")]
    [TestCase("1763784000000", "2025-11-22T04:00:00Z", TestName = "Unix milliseconds")]
    [TestCase("\"2025-11-22\"", "2025-11-22T00:00:00Z", TestName = "A date alone")]
    [TestCase("\"2025-11-22T04:00:00\"", "2025-11-22T04:00:00Z", TestName = "No offset means UTC")]
    [TestCase("\"2025-11-22T04:00:00.123456Z\"", "2025-11-22T04:00:00Z", TestName = "Fractions are read and not written")]
    public async Task Due_dates_are_read_in_every_form_and_written_in_one(string sent, string written)
    {
        var ada = await Server.SignUp();
        var task = await ada.Client.SendText(HttpMethod.Post, "/tasks/", $$"""{"title":"t","due_date":{{sent}}}""", "application/json").ShouldBeOk();
        Assert.That(task.GetProperty("due_date").GetString(), Is.EqualTo(written));
    }

    [Test]
    public async Task Repeated_and_blank_label_names_make_one_label_each()
    {
        var ada = await Server.SignUp();
        var task = await ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { "a", " a ", "", "A", "a" } }).ShouldBeOk();
        Assert.That(Names(task), Is.EqualTo(new[] { "A", "a" }));

        var labels = await ada.Client.Get("/labels/").ShouldBeOk();
        Assert.That(labels.GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task Many_tasks_that_need_the_same_new_labels_at_once_share_them()
    {
        var ada = await Server.SignUp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            ada.Client.PostJson("/tasks/", new { title = $"t{i}", labels = new[] { "one", "two", "three" } })));
        Assert.That(answers.Select(a => (int)a.StatusCode), Is.All.EqualTo(200));

        var labels = await ada.Client.Get("/labels/").ShouldBeOk();
        Assert.That(labels.GetArrayLength(), Is.EqualTo(3));
    }

    [Test]
    public async Task The_list_is_newest_first_and_pages_by_offset_and_by_cursor()
    {
        var ada = await Server.SignUp();
        var ids = new List<int>();
        for (var i = 0; i < 5; i++)
            ids.Insert(0, (await ada.Client.PostJson("/tasks/", new { title = $"t{i}" }).ShouldBeOk()).GetProperty("id").GetInt32());

        Assert.That(Ids(await ada.Client.Get("/tasks/").ShouldBeOk()), Is.EqualTo(ids));
        Assert.That(Ids(await ada.Client.Get("/tasks/?skip=1&limit=2").ShouldBeOk()), Is.EqualTo(ids[1..3]));
        Assert.That(Ids(await ada.Client.Get($"/tasks/?after={ids[1]}&limit=2").ShouldBeOk()), Is.EqualTo(ids[2..4]));

        // The cursor holds even when its task is gone.
        await ada.Client.Delete($"/tasks/{ids[1]}").ShouldBeNoContent();
        Assert.That(Ids(await ada.Client.Get($"/tasks/?after={ids[1]}&limit=2").ShouldBeOk()), Is.EqualTo(ids[2..4]));
    }

    [Test]
    public async Task The_list_filters()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/tasks/", new { title = "Écrire 100%_done", due_date = "2026-04-01T00:00:00Z", labels = new[] { "work" } }).ShouldBeOk();
        await ada.Client.PostJson("/tasks/", new { title = "Other", description = "about ÉCRIRE", due_date = "2026-05-01T00:00:00Z" }).ShouldBeOk();
        var done = await ada.Client.PostJson("/tasks/", new { title = "Done" }).ShouldBeOk();
        await ada.Client.PutJson($"/tasks/{done.GetProperty("id")}", new { completed = true }).ShouldBeOk();

        async Task<string[]> Titles(string query) =>
            [.. (await ada.Client.Get("/tasks/?" + query).ShouldBeOk()).EnumerateArray().Select(t => t.GetProperty("title").GetString()!)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Titles("completed=true"), Is.EqualTo(new[] { "Done" }));
            Assert.That(await Titles("completed=0"), Is.EqualTo(new[] { "Other", "Écrire 100%_done" }));
            Assert.That(await Titles("label=work"), Is.EqualTo(new[] { "Écrire 100%_done" }));
            Assert.That(await Titles("label=WORK"), Is.Empty);
            Assert.That(await Titles("due_before=2026-05-01T00:00:00Z"), Is.EqualTo(new[] { "Écrire 100%_done" }));
            Assert.That(await Titles("due_after=2026-05-01T00:00:00+00:00"), Is.EqualTo(new[] { "Other" }));
            Assert.That(await Titles("search=écrire"), Is.EqualTo(new[] { "Other", "Écrire 100%_done" }));
            Assert.That(await Titles("search=100%25_d"), Is.EqualTo(new[] { "Écrire 100%_done" }));
            Assert.That(await Titles("search=%25"), Is.EqualTo(new[] { "Écrire 100%_done" }), "a percent sign means itself");
            Assert.That(await Titles("search=%5C"), Is.Empty, "a backslash means itself");
        }
    }

    [TestCase("limit=0", "limit")]
    [TestCase("limit=-1", "limit")]
    [TestCase("limit=501", "limit")]
    [TestCase("limit=99999999999", "limit")]
    [TestCase("limit=many", "limit")]
    [TestCase("skip=-1", "skip")]
    [TestCase("completed=perhaps", "completed")]
    [TestCase("due_before=tomorrow", "due_before")]
    [TestCase("after=x", "after")]
    public async Task A_bad_query_names_its_field(string query, string field)
    {
        var ada = await Server.SignUp();
        await ada.Client.Get("/tasks/?" + query).ShouldFail(422, "VALIDATION_ERROR", field);
        await Server.Anonymous().Get("/tasks/?" + query).ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task An_update_touches_only_what_it_mentions_and_null_clears()
    {
        var ada = await Server.SignUp();
        var task = await ada.Client.PostJson("/tasks/", new { title = "t", description = "d", due_date = "2026-04-01", labels = new[] { "x" } }).ShouldBeOk();
        var path = $"/tasks/{task.GetProperty("id")}";

        var renamed = await ada.Client.PutJson(path, new { title = "T" }).ShouldBeOk();
        Assert.That(renamed.GetProperty("description").GetString(), Is.EqualTo("d"));
        Assert.That(Names(renamed), Is.EqualTo(new[] { "x" }));

        var cleared = await ada.Client.PatchJson(path, new { description = (string?)null, due_date = (string?)null, labels = (string[]?)null }).ShouldBeOk();
        Assert.That(cleared.GetProperty("description").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(cleared.GetProperty("due_date").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(Names(cleared), Is.EqualTo(new[] { "x" }), "null leaves the labels");

        var relabelled = await ada.Client.PutJson(path, new { completed = true, labels = new[] { "y", "x2" } }).ShouldBeOk();
        Assert.That(relabelled.GetProperty("completed").GetBoolean(), Is.True);
        Assert.That(Names(relabelled), Is.EqualTo(new[] { "x2", "y" }));
        Assert.That(Names(await ada.Client.PutJson(path, new { labels = Array.Empty<string>() }).ShouldBeOk()), Is.Empty);
        Assert.That((await ada.Client.PutJson(path, new { completed = "no" }).ShouldBeOk()).GetProperty("completed").GetBoolean(), Is.False);
    }

    [TestCase("""{"title":""}""", "title")]
    [TestCase("""{"title":"   "}""", "title")]
    [TestCase("""{"title":null}""", "title")]
    [TestCase("""{"completed":null}""", "completed")]
    [TestCase("""{"title":7}""", "title")]
    [TestCase("""{"due_date":"soon"}""", "due_date")]
    [TestCase("""{"due_date":1e300}""", "due_date")]
    [TestCase("""{"labels":"x"}""", "labels")]
    [TestCase("""{"labels":[null]}""", "labels")]
    public async Task A_bad_update_changes_nothing(string body, string field)
    {
        var ada = await Server.SignUp();
        var task = await ada.Client.PostJson("/tasks/", new { title = "t", due_date = "2026-04-01" }).ShouldBeOk();
        var path = $"/tasks/{task.GetProperty("id")}";

        await ada.Client.SendText(HttpMethod.Put, path, body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        Assert.That((await ada.Client.Get(path).ShouldBeOk()).GetRawText(), Is.EqualTo(task.GetRawText()));
    }

    [Test]
    public async Task Two_updates_of_one_state_at_once_do_not_both_win_silently()
    {
        var ada = await Server.SignUp();
        var task = await ada.Client.PostJson("/tasks/", new { title = "t" }).ShouldBeOk();
        var path = $"/tasks/{task.GetProperty("id")}";
        var statuses = (await Task.WhenAll(Enumerable.Range(0, 16).Select(i => ada.Client.PutJson(path, new { title = $"t{i}" }))))
            .Select(r => (int)r.StatusCode).ToList();
        Assert.That(statuses, Is.All.AnyOf(200, 409));
        Assert.That(statuses, Does.Contain(200));
    }

    [Test]
    public async Task A_deleted_task_is_gone_and_its_labels_stay()
    {
        var ada = await Server.SignUp();
        var task = await ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { "x" } }).ShouldBeOk();
        var path = $"/tasks/{task.GetProperty("id")}";
        await ada.Client.Delete(path).ShouldBeNoContent();
        await ada.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Delete(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PutJson(path, new { title = "t" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((await ada.Client.Get("/labels/").ShouldBeOk()).GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_compiled_list_and_the_composed_one_answer_alike()
    {
        var ada = await Server.SignUp();
        for (var i = 0; i < 3; i++)
            await ada.Client.PostJson("/tasks/", new { title = $"t{i}", description = "d", due_date = "2026-04-01", labels = new[] { "b", "a" } }).ShouldBeOk();
        await ada.Client.PostJson("/tasks/", new { title = "bare" }).ShouldBeOk();

        var compiled = await ada.Client.Get("/tasks/").ShouldBeOk();
        var composed = await ada.Client.Get($"/tasks/?after={int.MaxValue}").ShouldBeOk();
        Assert.That(compiled.GetArrayLength(), Is.EqualTo(4));
        Assert.That(compiled.GetRawText(), Is.EqualTo(composed.GetRawText()));
    }

    [Test]
    public async Task A_page_of_tasks_takes_one_statement_however_many_labels_it_shows()
    {
        var ada = await Server.SignUp();
        for (var i = 0; i < 5; i++)
            await ada.Client.PostJson("/tasks/", new { title = $"t{i}", labels = new[] { "a", "b", "c" } }).ShouldBeOk();
        await ada.Client.Get("/tasks/").ShouldBeOk();
        Assert.That(ada.Client.LastStatements.Count(s => !s.StartsWith("-- credential", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private static string[] Names(JsonElement task) => [.. task.GetProperty("labels").EnumerateArray().Select(l => l.GetProperty("name").GetString()!)];

    private static List<int> Ids(JsonElement tasks) => [.. tasks.EnumerateArray().Select(t => t.GetProperty("id").GetInt32())];
}
