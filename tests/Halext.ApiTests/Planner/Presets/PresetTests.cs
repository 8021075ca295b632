using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Presets;

public sealed class PresetTests : ApiTest
{
    [Test]
    public async Task The_system_presets_are_there_for_everybody_and_for_nobody_to_change()
    {
        var ada = await Server.SignUp();
        var presets = await ada.Client.Get("/layout-presets/").ShouldBeOk();
        Assert.That(presets.EnumerateArray().Select(p => p.GetProperty("name").GetString()), Is.EqualTo(new[] { "Focus Stack", "Planning Grid" }));
        Assert.That(presets.EnumerateArray().Select(p => p.GetProperty("layout").GetArrayLength()), Is.EqualTo(new[] { 1, 2 }));
        var types = presets.EnumerateArray().Select(p => p.GetProperty("layout").EnumerateArray()
            .SelectMany(c => c.GetProperty("widgets").EnumerateArray()).Select(w => w.GetProperty("type").GetString()));
        Assert.That(types, Is.EqualTo(new[] { new[] { "tasks", "events", "notes" }, ["tasks", "notes", "events", "gift-list"] }));
        foreach (var preset in presets.EnumerateArray())
        {
            Assert.That(preset.GetProperty("is_system").GetBoolean(), Is.True);
            Assert.That(preset.GetProperty("owner_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
            var path = $"/layout-presets/{preset.GetProperty("id")}";
            Assert.That((await ada.Client.Get(path).ShouldBeOk()).GetRawText(), Is.EqualTo(preset.GetRawText()));
            await ada.Client.PatchJson(path, new { name = "x" }).ShouldFail(403, "FORBIDDEN");
            await ada.Client.Delete(path).ShouldFail(403, "FORBIDDEN");
        }
    }

    [Test]
    public async Task Own_presets_are_made_changed_and_deleted()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var made = await ada.Client.SendText(
            HttpMethod.Post, "/layout-presets/", """{"name":"mine","description":"d","layout":{"gap": 1.0}}""", "application/json").ShouldBeOk();
        var path = $"/layout-presets/{made.GetProperty("id")}";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.GetProperty("is_system").GetBoolean(), Is.False);
            Assert.That(made.GetProperty("owner_id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(made.GetProperty("layout").GetRawText(), Is.EqualTo("""{"gap": 1.0}"""));
        }

        Assert.That((await ada.Client.Get("/layout-presets/").ShouldBeOk())[2].GetRawText(), Is.EqualTo(made.GetRawText()));
        Assert.That((await bob.Client.Get("/layout-presets/").ShouldBeOk()).GetArrayLength(), Is.EqualTo(2), "other people's are theirs");
        await bob.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.PutJson(path, new { name = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.Delete(path).ShouldFail(404, "RESOURCE_NOT_FOUND");

        var changed = await ada.Client.PutJson(path, new { name = "new" }).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(changed.GetProperty("name").GetString(), Is.EqualTo("new"));
            Assert.That(changed.GetProperty("description").GetString(), Is.EqualTo("d"));
            Assert.That(changed.GetProperty("layout").GetRawText(), Is.EqualTo("""{"gap": 1.0}"""));
        }

        Assert.That((await ada.Client.PatchJson(path, new { layout = new[] { 1 } }).ShouldBeOk()).GetProperty("layout").GetRawText(), Is.EqualTo("[1]"));
        await ada.Client.Delete(path).ShouldBeNoContent();
        await ada.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_preset_is_made_from_a_page_by_query_or_by_body()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var page = await ada.Client.PostJson("/pages/", new { title = "t", layout = new { a = 1 } }).ShouldBeOk();
        var path = $"/layout-presets/from-page/{page.GetProperty("id")}";
        using (var request = new HttpRequestMessage(HttpMethod.Post, path + "?name=By%20query&description=d"))
        {
            var byQuery = await ada.Client.SendAsync(request).ShouldBeOk();
            Assert.That(byQuery.GetProperty("name").GetString(), Is.EqualTo("By query"));
            Assert.That(byQuery.GetProperty("description").GetString(), Is.EqualTo("d"));
            Assert.That(byQuery.GetProperty("layout").GetRawText(), Is.EqualTo("""{"a":1}"""));
        }

        Assert.That((await ada.Client.PostJson(path, new { name = "By body" }).ShouldBeOk()).GetProperty("name").GetString(), Is.EqualTo("By body"));
        Assert.That((await ada.Client.PostJson(path + "?name=q", new { name = "b", description = "d" }).ShouldBeOk()).GetProperty("name").GetString(), Is.EqualTo("q"));
        await ada.Client.PostJson(path, new { }).ShouldFail(422, "VALIDATION_ERROR", "name");
        using (var request = new HttpRequestMessage(HttpMethod.Post, path))
            await ada.Client.SendAsync(request).ShouldFail(422, "VALIDATION_ERROR", "name");

        await bob.Client.PostJson(path, new { name = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PostJson($"/pages/{page.GetProperty("id")}/share", new { username = bob.Username, can_edit = true }).ShouldBeOk();
        await bob.Client.PostJson(path, new { name = "x" }).ShouldFail(403, "FORBIDDEN");
    }

    [Test]
    public async Task A_page_takes_over_own_and_system_presets_only()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var page = $"/pages/{(await ada.Client.PostJson("/pages/", new { title = "t" }).ShouldBeOk()).GetProperty("id")}";
        await ada.Client.PostJson(page + "/share", new { username = bob.Username, can_edit = true }).ShouldBeOk();
        var mine = (await ada.Client.PostJson("/layout-presets/", new { name = "mine", layout = new[] { 1 } }).ShouldBeOk()).GetProperty("id");
        var system = (await ada.Client.Get("/layout-presets/").ShouldBeOk())[0];

        var applied = await ada.Client.PostJson($"{page}/apply-preset/{mine}", new { }).ShouldBeOk();
        Assert.That(applied.GetProperty("layout").GetRawText(), Is.EqualTo("[1]"));
        Assert.That(applied.GetProperty("shared_with").GetArrayLength(), Is.EqualTo(1));
        await bob.Client.PostJson($"{page}/apply-preset/{mine}", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        applied = await bob.Client.PostJson($"{page}/apply-preset/{system.GetProperty("id")}", new { }).ShouldBeOk();
        Assert.That(applied.GetProperty("layout").GetRawText(), Is.EqualTo(system.GetProperty("layout").GetRawText()));
        await ada.Client.PostJson($"{page}/apply-preset/{int.MaxValue}", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");

        await ada.Client.Delete($"/layout-presets/{mine}").ShouldBeNoContent();
        Assert.That((await ada.Client.Get($"{page}/versions/3").ShouldBeOk()).GetProperty("layout").GetRawText(), Is.EqualTo("[1]"), "a page keeps what it took over");
    }

    [TestCase("""{}""", "name")]
    [TestCase("""{"name":" "}""", "name")]
    [TestCase("""{"name":"n","layout":"x"}""", "layout")]
    [TestCase("""{"name":"n","layout":["\u0000"]}""", "layout")]
    public async Task Bad_input_names_its_field(string body, string field)
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/layout-presets/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }

    [Test]
    public async Task The_list_is_bounded()
    {
        var ada = await Server.SignUp();
        await ada.Client.Get("/layout-presets/?limit=501").ShouldFail(422, "VALIDATION_ERROR", "limit");
        Assert.That((await ada.Client.Get("/layout-presets/?skip=1&limit=1").ShouldBeOk())[0].GetProperty("name").GetString(), Is.EqualTo("Planning Grid"));
    }
}
