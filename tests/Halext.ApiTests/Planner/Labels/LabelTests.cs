using Halext.TestKit;

namespace Halext.ApiTests.Planner.Labels;

public sealed class LabelTests : ApiTest
{
    [Test]
    public async Task Labels_are_listed_by_name_with_their_colours()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/labels/", new { name = " work ", color = "red" }).ShouldBeOk();
        await ada.Client.PostJson("/labels/", new { name = "home" }).ShouldBeOk();

        var labels = await ada.Client.Get("/labels/").ShouldBeOk();
        Assert.That(
            labels.EnumerateArray().Select(l => (l.GetProperty("name").GetString(), l.GetProperty("color").GetString())),
            Is.EqualTo(new[] { ("home", "#5d72ff"), ("work", "red") }));
    }

    [Test]
    public async Task A_name_is_unique_per_owner_only()
    {
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        await ada.Client.PostJson("/labels/", new { name = "x" }).ShouldBeOk();
        await bob.Client.PostJson("/labels/", new { name = "x" }).ShouldBeOk();
        await ada.Client.PostJson("/labels/", new { name = "x " }).ShouldFail(409, "LABEL_EXISTS", "name");
        await ada.Client.PostJson("/labels/", new { name = "X" }).ShouldBeOk();
    }

    [Test]
    public async Task The_same_label_created_many_times_at_once_is_created_once()
    {
        var ada = await Server.SignUp();
        var statuses = (await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ada.Client.PostJson("/labels/", new { name = "race" }))))
            .Select(r => (int)r.StatusCode).ToList();
        Assert.That(statuses.Count(s => s == 200), Is.EqualTo(1));
        Assert.That(statuses.Count(s => s == 409), Is.EqualTo(11));
    }

    [Test]
    public async Task Tasks_that_are_made_while_their_label_is_deleted_get_a_new_one()
    {
        var ada = await Server.SignUp();
        var label = await ada.Client.PostJson("/labels/", new { name = "contested" }).ShouldBeOk();
        var work = new List<Task<HttpResponseMessage>>();
        for (var i = 0; i < 12; i++)
        {
            work.Add(ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { "contested" } }));
            if (i == 4)
                work.Add(ada.Client.Delete($"/labels/{label.GetProperty("id")}"));
        }

        Assert.That((await Task.WhenAll(work)).Select(r => (int)r.StatusCode), Is.All.AnyOf(200, 204));
    }

    [Test]
    public async Task A_label_is_renamed_and_recoloured_and_its_tasks_follow()
    {
        var ada = await Server.SignUp();
        var task = await ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { "old" } }).ShouldBeOk();
        var id = task.GetProperty("labels")[0].GetProperty("id").GetInt32();

        var renamed = await ada.Client.PatchJson($"/labels/{id}", new { name = "new" }).ShouldBeOk();
        Assert.That(renamed.GetProperty("color").GetString(), Is.EqualTo("#5d72ff"));
        await ada.Client.PutJson($"/labels/{id}", new { color = "#000000" }).ShouldBeOk();

        var label = (await ada.Client.Get($"/tasks/{task.GetProperty("id")}").ShouldBeOk()).GetProperty("labels")[0];
        Assert.That(label.GetProperty("name").GetString(), Is.EqualTo("new"));
        Assert.That(label.GetProperty("color").GetString(), Is.EqualTo("#000000"));
    }

    [Test]
    public async Task A_label_cannot_take_another_ones_name()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/labels/", new { name = "a" }).ShouldBeOk();
        var b = await ada.Client.PostJson("/labels/", new { name = "b" }).ShouldBeOk();
        await ada.Client.PutJson($"/labels/{b.GetProperty("id")}", new { name = "a" }).ShouldFail(409, "LABEL_EXISTS", "name");
    }

    [Test]
    public async Task A_deleted_label_leaves_its_tasks()
    {
        var ada = await Server.SignUp();
        var task = await ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { "x" } }).ShouldBeOk();
        var id = task.GetProperty("labels")[0].GetProperty("id").GetInt32();
        await ada.Client.Delete($"/labels/{id}").ShouldBeNoContent();
        await ada.Client.Delete($"/labels/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PutJson($"/labels/{id}", new { name = "y" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((await ada.Client.Get($"/tasks/{task.GetProperty("id")}").ShouldBeOk()).GetProperty("labels").GetArrayLength(), Is.Zero);
    }

    [TestCase("""{"name":""}""", "name")]
    [TestCase("""{"name":"  "}""", "name")]
    [TestCase("""{"color":"red"}""", "name")]
    [TestCase("""{"name":"x","color":"123456789012345678901234567890123"}""", "color")]
    [TestCase("""{"name":["x"]}""", "name")]
    public async Task A_bad_label_names_its_field(string body, string field)
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/labels/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        Assert.That((await ada.Client.Get("/labels/").ShouldBeOk()).GetArrayLength(), Is.Zero);
    }
}
