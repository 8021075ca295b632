using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Pages;

public sealed class PageVersionTests : ApiTest
{
    [Test]
    public async Task A_version_is_what_the_page_was_before()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var made = await ada.Client.PostJson("/pages/", new { title = "one", description = "d", visibility = "shared", layout = new[] { 1 } }).ShouldBeOk();
        var path = $"/pages/{made.GetProperty("id")}";
        Assert.That((await ada.Client.Get(path + "/versions").ShouldBeOk()).GetArrayLength(), Is.Zero);

        await ada.Client.PostJson(path + "/share", new { username = bob.Username, can_edit = true }).ShouldBeOk();
        Server.Clock.Advance(TimeSpan.FromMinutes(1));
        await bob.Client.PatchJson(path, new { title = "two", layout = new[] { 2 } }).ShouldBeOk();
        await ada.Client.PutJson(path, new { title = "two", description = "d", visibility = "shared", layout = new[] { 2 } }).ShouldBeOk();
        Server.Clock.Advance(TimeSpan.FromMinutes(1));
        await ada.Client.PatchJson(path, new { visibility = "public" }).ShouldBeOk();

        var versions = await ada.Client.Get(path + "/versions").ShouldBeOk();
        Assert.That(
            versions.EnumerateArray().Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("title").GetString(), v.GetProperty("author_id").GetInt32())),
            Is.EqualTo(new[] { (2, "two", bob.Id), (1, "one", ada.Id) }), "what changes nothing makes no version");
        Assert.That(versions[1].GetProperty("created_at").GetString(), Is.EqualTo(made.GetProperty("created_at").GetString()));

        var first = await ada.Client.Get(path + "/versions/1").ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.GetProperty("title").GetString(), Is.EqualTo("one"));
            Assert.That(first.GetProperty("description").GetString(), Is.EqualTo("d"));
            Assert.That(first.GetProperty("visibility").GetString(), Is.EqualTo("shared"));
            Assert.That(first.GetProperty("layout").GetRawText(), Is.EqualTo("[1]"));
        }

        await ada.Client.Get(path + "/versions/3").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Restoring_is_a_change_like_any_other_and_publishes_nothing()
    {
        var ada = await Server.SignUp();
        var made = await ada.Client.PostJson("/pages/", new { title = "one", visibility = "public", layout = new[] { 1 } }).ShouldBeOk();
        var path = $"/pages/{made.GetProperty("id")}";
        await ada.Client.PatchJson(path, new { title = "two", visibility = "private", layout = new[] { 2 } }).ShouldBeOk();

        var restored = await ada.Client.PostJson(path + "/versions/1/restore", new { }).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(restored.GetProperty("title").GetString(), Is.EqualTo("one"));
            Assert.That(restored.GetProperty("layout").GetRawText(), Is.EqualTo("[1]"));
            Assert.That(restored.GetProperty("visibility").GetString(), Is.EqualTo("private"));
            Assert.That(restored.GetProperty("public_token").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(restored.GetProperty("version").GetInt32(), Is.EqualTo(3));
        }

        await ada.Client.PostJson(path + "/versions/1/restore", new { }).ShouldBeOk();
        Assert.That((await ada.Client.Get(path + "/versions").ShouldBeOk()).GetArrayLength(), Is.EqualTo(2), "it was restored already");
        await ada.Client.PostJson(path + "/versions/9/restore", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task The_last_20_versions_are_kept()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var path = $"/pages/{(await ada.Client.PostJson("/pages/", new { title = "1" }).ShouldBeOk()).GetProperty("id")}";
        await ada.Client.PatchJson(path, new { visibility = "shared" }).ShouldBeOk();
        await ada.Client.PostJson(path + "/share", new { username = bob.Username }).ShouldBeOk();
        for (var i = 2; i < 25; i++)
            await ada.Client.PatchJson(path, new { title = $"{i}" }).ShouldBeOk();

        Assert.That(Numbers(await ada.Client.Get(path + "/versions").ShouldBeOk()), Is.EqualTo(Enumerable.Range(5, 20).Reverse()));
        await ada.Client.PostJson(path + "/versions/5/restore", new { }).ShouldBeOk();
        Assert.That(Numbers(await ada.Client.Get(path + "/versions").ShouldBeOk()), Is.EqualTo(Enumerable.Range(6, 20).Reverse()));
        await ada.Client.PostJson(path + "/apply-preset/1", new { }).ShouldBeOk();
        Assert.That(Numbers(await ada.Client.Get(path + "/versions").ShouldBeOk()), Is.EqualTo(Enumerable.Range(7, 20).Reverse()));
    }

    [Test]
    public async Task Changes_at_the_same_time_lose_nothing()
    {
        var ada = await Server.SignUp();
        var path = $"/pages/{(await ada.Client.PostJson("/pages/", new { title = "0" }).ShouldBeOk()).GetProperty("id")}";
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => ada.Client.PatchJson(path, new { title = $"{i}" })));
        Assert.That(answers.Select(a => (int)a.StatusCode), Is.All.AnyOf(200, 409).And.Some.EqualTo(200));
        var done = answers.Count(a => a.IsSuccessStatusCode);
        Assert.That(Numbers(await ada.Client.Get(path + "/versions").ShouldBeOk()), Is.EqualTo(Enumerable.Range(1, done).Reverse()));
    }

    private static IEnumerable<int> Numbers(JsonElement versions) => versions.EnumerateArray().Select(v => v.GetProperty("version").GetInt32());
}
