using System.Text;
using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Pages;

public sealed class PageTests : ApiTest
{
    [TestCase("/pages/", "title")]
    [TestCase("/layout-presets/", "name")]
    public async Task Lists_of_very_large_layouts_come_in_parts(string path, string name)
    {
        var ada = await Server.SignUp();
        var before = (await ada.Client.Get(path).ShouldBeOk()).GetArrayLength();
        var layout = $$"""["{{new string('x', 250_000)}}"]""";
        for (var i = 0; i < 40; i++)
            await ada.Client.SendText(HttpMethod.Post, path, $$"""{"{{name}}":"{{i}}","layout":{{layout}}}""", "application/json").ShouldBeOk();
        var first = (await ada.Client.Get(path).ShouldBeOk()).GetArrayLength();
        var second = (await ada.Client.Get($"{path}?skip={first}").ShouldBeOk()).GetArrayLength();
        Assert.That(first, Is.InRange(before + 30, before + 34));
        Assert.That(first + second, Is.EqualTo(before + 40));
        Assert.That((await ada.Client.Get($"{path}?skip={before + 40}").ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_created_page_has_every_field_that_clients_read()
    {
        var ada = await Server.SignUp();
        var made = await ada.Client.PostJson("/pages/", new { title = "Home", description = "Mine", visibility = "shared" }).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.GetProperty("title").GetString(), Is.EqualTo("Home"));
            Assert.That(made.GetProperty("description").GetString(), Is.EqualTo("Mine"));
            Assert.That(made.GetProperty("visibility").GetString(), Is.EqualTo("shared"));
            Assert.That(made.GetProperty("layout").GetRawText(), Is.EqualTo("[]"));
            Assert.That(made.GetProperty("owner_id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(made.GetProperty("public_token").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(made.GetProperty("created_at").GetString(), Does.EndWith("Z"));
            Assert.That(made.GetProperty("updated_at").GetString(), Does.EndWith("Z"));
            Assert.That(made.GetProperty("shared_with").GetArrayLength(), Is.Zero);
        }

        Assert.That((await ada.Client.Get($"/pages/{made.GetProperty("id")}").ShouldBeOk()).GetRawText(), Is.EqualTo(made.GetRawText()));
        Assert.That((await ada.Client.PostJson("/pages/", new { title = "Other" }).ShouldBeOk()).GetProperty("visibility").GetString(), Is.EqualTo("private"));
        var listed = await ada.Client.Get("/pages/").ShouldBeOk();
        Assert.That(listed.EnumerateArray().Select(p => p.GetProperty("title").GetString()), Is.EqualTo(new[] { "Home", "Other" }));
        Assert.That((await ada.Client.Get("/pages/?skip=1&limit=1").ShouldBeOk())[0].GetProperty("title").GetString(), Is.EqualTo("Other"));

        var profile = await ada.Client.Get("/users/me/").ShouldBeOk();
        Assert.That(profile.GetProperty("pages").EnumerateArray().Select(p => p.GetProperty("title").GetString()), Is.EqualTo(new[] { "Other", "Home" }));
    }

    [TestCase("""[ {"id":"a", "b":1.50, "a":1e5,"big":123456789012345678901234567890, "é":"é\u00e9\/<>&'", "b":null} ]""")]
    [TestCase("""{"columns":3,"rowHeight":1E+2,"gap":-0.0,"widgets":[{"type":"notes"}]}""")]
    [TestCase("""[]""")]
    [TestCase("""{"emoji":"\ud83d\ude00😀","zero width":"‍"}""")]
    public async Task A_layout_comes_back_exactly_as_it_was_sent(string layout)
    {
        var ada = await Server.SignUp();
        var created = await Send(ada, HttpMethod.Post, "/pages/", $$"""{"title":"t","layout": {{layout}} }""");
        Assert.That(created, Does.Contain($"\"layout\":{layout},"));
        var path = $"/pages/{JsonDocument.Parse(created).RootElement.GetProperty("id")}";
        Assert.That(await (await ada.Client.Get(path)).Content.ReadAsStringAsync(), Is.EqualTo(created));
        Assert.That(await (await ada.Client.Get("/pages/")).Content.ReadAsStringAsync(), Is.EqualTo($"[{created}]"));
        Assert.That(await Send(ada, HttpMethod.Patch, path, $$"""{"layout":[{{layout}}]}"""), Does.Contain($"\"layout\":[{layout}],"));
        Assert.That(await (await ada.Client.Get(path + "/versions/1")).Content.ReadAsStringAsync(), Does.Contain($"\"layout\":{layout},"));
    }

    [Test]
    public async Task A_layout_has_at_most_256_kilobytes_and_32_levels()
    {
        var ada = await Server.SignUp();
        await Send(ada, HttpMethod.Post, "/pages/", Body(Filled(256 * 1024)));
        await Refused(ada, Body(Filled((256 * 1024) + 1)));
        await Send(ada, HttpMethod.Post, "/pages/", Body(Nested(32)));
        foreach (var levels in (int[])[33, 62, 64, 1000])
            await Refused(ada, Body(Nested(levels)));

        static string Body(string layout) => $$"""{"title":"t","layout":{{layout}}}""";
        static string Nested(int levels) => new string('[', levels) + new string(']', levels);
        static string Filled(int bytes) => "[\"" + new string('a', bytes - 4) + "\"]";
        static async Task Refused(TestUser user, string body) =>
            await user.Client.SendText(HttpMethod.Post, "/pages/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", "layout");
    }

    [TestCase("""{}""", "title")]
    [TestCase("""{"title":" "}""", "title")]
    [TestCase("""{"title":7}""", "title")]
    [TestCase("""{"title":"t","visibility":"everybody"}""", "visibility")]
    [TestCase("""{"title":"t","visibility":"1"}""", "visibility")]
    [TestCase("""{"title":"t","visibility":1}""", "visibility")]
    [TestCase("""{"title":"t","layout":"[]"}""", "layout")]
    [TestCase("""{"title":"t","layout":7}""", "layout")]
    [TestCase("""{"title":"t","layout":["\u0000"]}""", "layout")]
    [TestCase("""{"title":"t","layout":{"a\u0000":1}}""", "layout")]
    [TestCase("""{"title":"t","layout":[{"a":["\ud800"]}]}""", "layout")]
    [TestCase("""{"title":"t","layout":{"\udc00":1}}""", "layout")]
    public async Task Bad_input_names_its_field(string body, string field)
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/pages/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }

    [Test]
    public async Task A_layout_that_is_no_utf_8_is_refused()
    {
        var ada = await Server.SignUp();
        using var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes("""{"title":"t","layout":[" """), 0xC3, 0x28, .. "\"]}"u8]);
        content.Headers.ContentType = new("application/json");
        await ada.Client.PostAsync(new Uri("/pages/", UriKind.Relative), content).ShouldFail(422, "VALIDATION_ERROR", "layout");
    }

    [TestCase("PUT")]
    [TestCase("PATCH")]
    public async Task Absent_fields_keep_their_value(string verb)
    {
        var ada = await Server.SignUp();
        var made = await ada.Client.PostJson("/pages/", new { title = "t", description = "d", visibility = "public", layout = new { a = 1 } }).ShouldBeOk();
        var path = $"/pages/{made.GetProperty("id")}";
        var changed = await ada.Client.SendJson(new HttpMethod(verb), path, new { title = "new" }).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(changed.GetProperty("title").GetString(), Is.EqualTo("new"));
            Assert.That(changed.GetProperty("description").GetString(), Is.EqualTo("d"));
            Assert.That(changed.GetProperty("visibility").GetString(), Is.EqualTo("public"));
            Assert.That(changed.GetProperty("layout").GetRawText(), Is.EqualTo("""{"a":1}"""));
            Assert.That(changed.GetProperty("public_token").GetString(), Is.EqualTo(made.GetProperty("public_token").GetString()));
        }

        Assert.That(
            (await ada.Client.SendJson(new HttpMethod(verb), path, new { description = (string?)null }).ShouldBeOk()).GetProperty("description").ValueKind,
            Is.EqualTo(JsonValueKind.Null));
        foreach (var field in (string[])["title", "visibility", "layout"])
        {
            await ada.Client.SendJson(new HttpMethod(verb), path, new Dictionary<string, string?> { [field] = null })
                .ShouldFail(422, "VALIDATION_ERROR", field);
        }
    }

    [Test]
    public async Task A_public_page_is_read_by_anybody_who_knows_its_address()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var made = await ada.Client.PostJson("/pages/", new { title = "t", layout = new[] { 1 } }).ShouldBeOk();
        var path = $"/pages/{made.GetProperty("id")}";
        await ada.Client.PostJson(path + "/share", new { username = bob.Username }).ShouldBeOk();
        var token = (await ada.Client.PatchJson(path, new { visibility = "public" }).ShouldBeOk()).GetProperty("public_token").GetString();
        Assert.That(token, Has.Length.GreaterThanOrEqualTo(43));

        foreach (var reader in (TestClient[])[Server.Anonymous(), (await Server.SignUp()).Client])
        {
            var seen = await reader.Get($"/pages/public/{token}").ShouldBeOk();
            Assert.That(seen.GetProperty("layout").GetRawText(), Is.EqualTo("[1]"));
            Assert.That(seen.GetRawText(), Does.Not.Contain("@").And.Not.Contain(bob.Username).And.Not.Contain("shared_with"));
            await reader.Get($"/pages/public/{token}x").ShouldFail(404, "RESOURCE_NOT_FOUND");
        }

        await (await Server.SignUp()).Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((await bob.Client.Get(path).ShouldBeOk()).GetProperty("public_token").GetString(), Is.EqualTo(token));

        var revoked = await ada.Client.PatchJson(path, new { visibility = "shared" }).ShouldBeOk();
        Assert.That(revoked.GetProperty("public_token").ValueKind, Is.EqualTo(JsonValueKind.Null));
        await Server.Anonymous().Get($"/pages/public/{token}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        var next = (await ada.Client.PatchJson(path, new { visibility = "public" }).ShouldBeOk()).GetProperty("public_token").GetString();
        Assert.That(next, Is.Not.EqualTo(token));
        await Server.Anonymous().Get($"/pages/public/{token}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await Server.Anonymous().Get($"/pages/public/{next}").ShouldBeOk();
    }

    [Test]
    public async Task A_deleted_page_is_gone_everywhere()
    {
        var ada = await Server.SignUp();
        var made = await ada.Client.PostJson("/pages/", new { title = "t", visibility = "public" }).ShouldBeOk();
        var path = $"/pages/{made.GetProperty("id")}";
        await ada.Client.PatchJson(path, new { title = "u" }).ShouldBeOk();
        await ada.Client.Delete(path).ShouldBeNoContent();
        await ada.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Delete(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Get(path + "/versions").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await Server.Anonymous().Get($"/pages/public/{made.GetProperty("public_token").GetString()}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task The_list_is_bounded()
    {
        var ada = await Server.SignUp();
        await ada.Client.Get("/pages/?limit=501").ShouldFail(422, "VALIDATION_ERROR", "limit");
        await ada.Client.Get("/pages/?skip=-1").ShouldFail(422, "VALIDATION_ERROR", "skip");
    }

    private static async Task<string> Send(TestUser user, HttpMethod method, string path, string body)
    {
        var response = await user.Client.SendText(method, path, body, "application/json");
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.IsSuccessStatusCode, Is.True, text);
        return text;
    }
}
