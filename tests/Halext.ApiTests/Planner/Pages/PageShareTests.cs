using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Pages;

public sealed class PageShareTests : ApiTest
{
    [Test]
    public async Task Readers_read_editors_edit_and_strangers_see_nothing()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var path = await Page(ada);
        var shares = await ada.Client.PostJson(path + "/share", new { username = bob.Username.ToUpperInvariant() }).ShouldBeOk();
        Assert.That(Shares(shares), Is.EqualTo(new[] { (bob.Id, bob.Username, false) }));

        var seen = await bob.Client.Get(path).ShouldBeOk();
        Assert.That(seen.GetProperty("visibility").GetString(), Is.EqualTo("shared"), "sharing a private page shares it");
        Assert.That((await bob.Client.Get("/pages/").ShouldBeOk())[0].GetRawText(), Is.EqualTo(seen.GetRawText()));
        Assert.That((await bob.Client.Get("/users/me/").ShouldBeOk()).GetProperty("pages").GetArrayLength(), Is.Zero, "the profile has what somebody owns");
        await bob.Client.PatchJson(path, new { title = "x" }).ShouldFail(403, "FORBIDDEN");
        await bob.Client.PostJson(path + "/apply-preset/1", new { }).ShouldFail(403, "FORBIDDEN");
        await bob.Client.Get(path + "/versions").ShouldFail(403, "FORBIDDEN");
        await bob.Client.Get(path + "/versions/1").ShouldFail(403, "FORBIDDEN");
        await bob.Client.PostJson(path + "/versions/1/restore", new { }).ShouldFail(403, "FORBIDDEN");

        await ada.Client.PostJson(path + "/share", new { username = bob.Username, can_edit = true }).ShouldBeOk();
        var edited = await bob.Client.PutJson(path, new { title = "By Bob", description = "d", visibility = "shared", layout = new[] { 1 } }).ShouldBeOk();
        Assert.That(edited.GetProperty("title").GetString(), Is.EqualTo("By Bob"));
        Assert.That(Shares(edited.GetProperty("shared_with")), Is.EqualTo(new[] { (bob.Id, bob.Username, true) }));
        Assert.That((await bob.Client.Get(path + "/versions").ShouldBeOk()).GetArrayLength(), Is.EqualTo(2));
        await bob.Client.PatchJson(path, new { visibility = "public" }).ShouldFail(403, "FORBIDDEN");
        await bob.Client.PostJson(path + "/share", new { username = eve.Username }).ShouldFail(403, "FORBIDDEN");
        await bob.Client.Delete(path).ShouldFail(403, "FORBIDDEN");

        await eve.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await eve.Client.PatchJson(path, new { title = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await eve.Client.PostJson(path + "/share", new { username = eve.Username }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task The_shares_of_a_private_page_sleep()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var path = await Page(ada);
        await ada.Client.PostJson(path + "/share", new { username = bob.Username, can_edit = true }).ShouldBeOk();
        var hidden = await ada.Client.PatchJson(path, new { visibility = "private" }).ShouldBeOk();
        Assert.That(Shares(hidden.GetProperty("shared_with")), Has.Count.EqualTo(1));
        await bob.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.PatchJson(path, new { title = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.Get(path + "/versions").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((await bob.Client.Get("/pages/").ShouldBeOk()).GetArrayLength(), Is.Zero);

        await ada.Client.PatchJson(path, new { visibility = "public" }).ShouldBeOk();
        await bob.Client.PatchJson(path, new { title = "x" }).ShouldBeOk();
    }

    [Test]
    public async Task The_mobile_client_shares_with_several_at_once()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var path = await Page(ada);
        var shares = await ada.Client.PostJson(path + "/share", new { usernames = new[] { bob.Username, eve.Username, bob.Username }, permission = "edit" }).ShouldBeOk();
        Assert.That(Shares(shares), Is.EqualTo(new[] { (bob.Id, bob.Username, true), (eve.Id, eve.Username, true) }));
        shares = await ada.Client.PostJson(path + "/share", new { usernames = new[] { eve.Username }, permission = "view" }).ShouldBeOk();
        Assert.That(Shares(shares), Is.EqualTo(new[] { (bob.Id, bob.Username, true), (eve.Id, eve.Username, false) }));
    }

    [Test]
    public async Task Sharing_refuses_what_makes_no_sense()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var path = await Page(ada);
        await ada.Client.PostJson(path + "/share", new { username = ada.Username }).ShouldFail(422, "VALIDATION_ERROR", "username");
        await ada.Client.PostJson(path + "/share", new { usernames = new[] { bob.Username, ada.Username } }).ShouldFail(422, "VALIDATION_ERROR", "usernames");
        await ada.Client.PostJson(path + "/share", new { usernames = new[] { bob.Username, "nobody-at-all" } }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PostJson(path + "/share", new { username = "nobody-at-all" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PostJson(path + "/share", new { }).ShouldFail(422, "VALIDATION_ERROR", "username");
        await ada.Client.PostJson(path + "/share", new { usernames = Array.Empty<string>() }).ShouldFail(422, "VALIDATION_ERROR", "username");
        await ada.Client.PostJson(path + "/share", new { username = bob.Username, permission = "own" }).ShouldFail(422, "VALIDATION_ERROR", "permission");
        var page = await ada.Client.Get(path).ShouldBeOk();
        Assert.That(page.GetProperty("shared_with").GetArrayLength(), Is.Zero, "what failed changed nothing");
        Assert.That(page.GetProperty("visibility").GetString(), Is.EqualTo("private"));
    }

    [Test]
    public async Task Sharing_ends_by_the_owner_or_by_the_person_as_often_as_they_like()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var path = await Page(ada);
        await ada.Client.PostJson(path + "/share", new { usernames = new[] { bob.Username, eve.Username } }).ShouldBeOk();
        await eve.Client.Delete($"{path}/share/{bob.Username}").ShouldFail(403, "FORBIDDEN");
        await eve.Client.Delete($"{path}/share/{eve.Username}").ShouldBeNoContent();
        await eve.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Delete($"{path}/share/{bob.Username}").ShouldBeNoContent();
        await ada.Client.Delete($"{path}/share/{bob.Username}").ShouldBeNoContent();
        await bob.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Delete($"{path}/share/nobody-at-all").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task The_same_share_many_times_at_once_is_one()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var path = await Page(ada);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ada.Client.PostJson(path + "/share", new { username = bob.Username })));
        Assert.That(answers.Select(a => (int)a.StatusCode), Is.All.AnyOf(200, 409).And.Some.EqualTo(200));
        Assert.That(Shares((await ada.Client.Get(path).ShouldBeOk()).GetProperty("shared_with")), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_editor_who_leaves_leaves_the_page()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var path = await Page(ada);
        await ada.Client.PostJson(path + "/share", new { username = bob.Username, can_edit = true }).ShouldBeOk();
        await bob.Client.PatchJson(path, new { title = "By Bob" }).ShouldBeOk();
        await bob.Client.PatchJson(path, new { title = "By Bob again" }).ShouldBeOk();
        await bob.Client.Delete("/users/me/").ShouldBeNoContent();

        var page = await ada.Client.Get(path).ShouldBeOk();
        Assert.That(page.GetProperty("title").GetString(), Is.EqualTo("By Bob again"));
        Assert.That(page.GetProperty("shared_with").GetArrayLength(), Is.Zero);
        var versions = await ada.Client.Get(path + "/versions").ShouldBeOk();
        Assert.That(versions[0].GetProperty("author_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
        await ada.Client.PatchJson(path, new { title = "By Ada" }).ShouldBeOk();
    }

    private static async Task<string> Page(TestUser owner) =>
        $"/pages/{(await owner.Client.PostJson("/pages/", new { title = "t" }).ShouldBeOk()).GetProperty("id")}";

    private static List<(int, string, bool)> Shares(JsonElement shares) =>
        [.. shares.EnumerateArray().Select(s => (s.GetProperty("user_id").GetInt32(), s.GetProperty("username").GetString()!, s.GetProperty("can_edit").GetBoolean()))];
}
