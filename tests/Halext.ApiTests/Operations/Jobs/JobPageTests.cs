using System.Net;
using System.Text.RegularExpressions;
using Halext.TestKit;
using Halext.TestKit.Jobs;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>The page of jobs as the wire sees it; what it looks like and does in a browser is tested in Halext.BrowserTests.</summary>
public sealed partial class JobPageTests : JobFixture
{
    private const string Html = "text/html,application/xhtml+xml,*/*;q=0.8";
    private const string Session = "/admin/jobs/session";

    [TestCase("/admin/jobs/")]
    [TestCase("/api/admin/jobs/")]
    public async Task Browsers_get_a_page_that_may_load_nothing_but_its_own_files(string path)
    {
        var response = await Ask(Server.Anonymous(), path, Html);
        Assert.That(response.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(response.Headers.Vary, Does.Contain("Accept"));
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.StartWith("default-src 'none'; script-src 'self'; style-src 'self';").And.Not.Contain("unsafe").And.Not.Contain("*"));

        var html = await response.Content.ReadAsStringAsync();
        Assert.That(html, Does.Not.Contain("http").And.Not.Contain("style=").And.Not.Match(@"\son\w+=").And.Not.Contain("{version}"));
        foreach (var file in Links().Matches(html).Select(m => m.Groups[1].Value))
        {
            var loaded = await Server.Anonymous().Get(path + file);
            Assert.That(loaded.StatusCode, Is.EqualTo(HttpStatusCode.OK), file);
            Assert.That(loaded.Headers.CacheControl?.ToString(), Is.EqualTo("public, max-age=31536000, immutable"));
            Assert.That(loaded.Content.Headers.ContentType?.MediaType, Is.AnyOf("text/css", "text/javascript", "image/svg+xml"));
        }
    }

    [Test]
    public async Task Clients_of_the_api_get_json_as_ever()
    {
        var admin = await Admin();
        foreach (var accept in new[] { null, "*/*", "application/json", "application/json, text/html;q=0.5" })
        {
            foreach (var path in new[] { "/admin/jobs", "/admin/jobs/" })
            {
                var response = await Ask(admin.Client, path, accept);
                Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"), $"{path} for {accept}");
            }
        }

        await Server.Anonymous().Get("/admin/jobs").ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task The_address_without_a_slash_leads_to_the_page_whatever_prefix_a_proxy_strips()
    {
        var response = await Ask(Server.Anonymous(), "/api/admin/jobs?x=1", Html);
        Assert.That(((int)response.StatusCode, response.Headers.Location?.OriginalString), Is.EqualTo((307, "jobs/?x=1")));
    }

    [Test]
    public async Task Files_of_another_version_are_not_kept_and_others_do_not_exist()
    {
        var old = await Server.Anonymous().Get("/admin/jobs/page/0123456789abcdef/app.js");
        Assert.That((old.StatusCode, old.Headers.CacheControl?.ToString()), Is.EqualTo((HttpStatusCode.OK, "no-cache")));
        foreach (var name in new[] { "index.html", "nothing.js", "..%2f..%2fappsettings.json", "JobPage.cs" })
            await Server.Anonymous().Get("/admin/jobs/page/0123456789abcdef/" + name).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Signing_in_sets_cookies_that_scripts_other_sites_and_other_routes_do_not_get()
    {
        var admin = await Admin();
        var browser = Browser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var response = await browser.PostJson(Session, new { username = admin.Username, password = TestUser.Password });
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo($$"""{"username":"{{admin.Username}}"}"""), "no token is in the body");
        var cookies = response.Headers.GetValues("Set-Cookie").ToList();
        Assert.That(cookies, Has.Count.EqualTo(2));
        Assert.That(cookies, Has.All.Contains("httponly").And.All.Contains("samesite=strict").And.All.Contains("secure"));
        Assert.That(cookies, Has.None.Contains("path=").And.None.Contains("domain="));

        var token = Token().Match(cookies[0]).Groups[1].Value;
        var elsewhere = Browser();
        elsewhere.DefaultRequestHeaders.Add("Cookie", $"halext_page={token}");
        await elsewhere.Get("/admin/jobs/queues").ShouldBeOk();
        await elsewhere.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await elsewhere.Get("/auth/me").ShouldFail(401, "UNAUTHORIZED");
        Assert.That((await Server.Anonymous().PostJson(Session, new { username = "", password = "" })).StatusCode, Is.Not.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task What_another_site_sends_changes_nothing()
    {
        var (admin, ada) = (await Admin(), await Server.SignUp("ada"));
        var id = await Enqueue(ada, new FailTimes("csrf", 9, "invalid"));
        await Reaches(ada, id, "dead");
        var browser = await SignIn(admin);
        browser.DefaultRequestHeaders.Remove("X-Halext-Page");
        await browser.Get("/admin/jobs/queues").ShouldBeOk();
        await browser.PostJson($"/admin/jobs/{id}/retry", new { }).ShouldFail(403, "CSRF_REFUSED");
        await browser.Delete($"/admin/jobs/{id}").ShouldFail(403, "CSRF_REFUSED");
        await browser.PutJson("/admin/jobs/queues/default", new { is_paused = true }).ShouldFail(403, "CSRF_REFUSED");
        await browser.Delete(Session).ShouldFail(403, "CSRF_REFUSED");
        await browser.PostJson(Session, new { username = ada.Username, password = TestUser.Password }).ShouldFail(403, "CSRF_REFUSED");

        browser.DefaultRequestHeaders.Add("X-Halext-Page", "jobs");
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-site");
        await browser.Delete($"/admin/jobs/{id}").ShouldFail(403, "CSRF_REFUSED");
        browser.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        await browser.Delete($"/admin/jobs/{id}").ShouldBeNoContent();

        // Clients that send a token need no such header.
        await admin.Client.PutJson("/admin/jobs/queues/default", new { is_paused = false }).ShouldBeNoContent();
    }

    [Test]
    public async Task Who_is_no_admin_gets_no_session()
    {
        var ada = await Server.SignUp("ada");
        var before = await Ask($"SELECT count(*) FROM refresh_tokens WHERE user_id = {ada.Id}");
        var response = await Browser().PostJson(Session, new { username = ada.Username, password = TestUser.Password });
        Assert.That((response.StatusCode, response.Headers.Contains("Set-Cookie")), Is.EqualTo((HttpStatusCode.Forbidden, false)));
        Assert.That(await Ask($"SELECT count(*) FROM refresh_tokens WHERE user_id = {ada.Id}"), Is.EqualTo(before));
    }

    [Test]
    public async Task Wrong_passwords_count_and_lock()
    {
        var admin = await Admin();
        for (var i = 0; i < 10; i++)
            await Browser().PostJson(Session, new { username = admin.Username, password = "wrong" }).ShouldFail(401, "UNAUTHORIZED");
        var response = await Browser().PostJson(Session, new { username = admin.Username, password = TestUser.Password });
        Assert.That(((int)response.StatusCode, response.Headers.RetryAfter is not null), Is.EqualTo((429, true)));
    }

    [Test]
    public async Task Sessions_go_on_with_the_refresh_token_and_end_when_signed_out()
    {
        await using var server = await TestServer.Start();
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        var browser = Browser(server);
        Assert.That((await browser.PutJson(Session, new { }).ShouldBeOk()).GetProperty("username").GetString(), Is.Null);
        var signedIn = await browser.PostJson(Session, new { username = admin.Username, password = TestUser.Password });
        var first = Token().Match(signedIn.Headers.GetValues("Set-Cookie").First()).Groups[1].Value;

        server.Clock.Advance(TimeSpan.FromMinutes(31));
        await browser.Get("/admin/jobs/queues").ShouldFail(401, "UNAUTHORIZED");
        var continued = await browser.PutJson(Session, new { });
        Assert.That((await continued.ReadJson()).GetProperty("username").GetString(), Is.EqualTo(admin.Username));
        var second = Token().Match(continued.Headers.GetValues("Set-Cookie").First()).Groups[1].Value;
        Assert.That(second, Is.Not.EqualTo(first));
        await browser.Get("/admin/jobs/queues").ShouldBeOk();

        await browser.Delete(Session).ShouldBeNoContent();
        await browser.Get("/admin/jobs/queues").ShouldFail(401, "UNAUTHORIZED");
        var thief = Browser(server);
        thief.DefaultRequestHeaders.Add("Cookie", $"halext_page={second}");
        await thief.Get("/admin/jobs/queues").ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task Signing_out_after_the_access_token_has_ended_ends_the_refresh_token_too()
    {
        await using var server = await TestServer.Start();
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        var browser = Browser(server);
        var signedIn = await browser.PostJson(Session, new { username = admin.Username, password = TestUser.Password });
        var refresh = RefreshToken().Match(signedIn.Headers.GetValues("Set-Cookie").Last()).Groups[1].Value;
        server.Clock.Advance(TimeSpan.FromMinutes(31));

        var late = Browser(server);
        late.DefaultRequestHeaders.Add("Cookie", $"halext_page_refresh={refresh}");
        await late.Delete(Session).ShouldBeNoContent();
        var thief = Browser(server);
        thief.DefaultRequestHeaders.Add("Cookie", $"halext_page_refresh={refresh}");
        Assert.That((await thief.PutJson(Session, new { }).ShouldBeOk()).GetProperty("username").GetString(), Is.Null);
        await late.Delete(Session).ShouldBeNoContent();
    }

    [Test]
    public async Task Who_tried_to_sign_in_is_in_the_audit_trail_without_the_password()
    {
        var (admin, ada) = (await Admin(), await Server.SignUp("ada"));
        await Browser().PostJson(Session, new { username = admin.Username, password = "hunter2-hunter2" }).ShouldFail(401, "UNAUTHORIZED");
        await Browser().PostJson(Session, new { username = "nobody-" + ada.Username, password = "hunter2-hunter2" }).ShouldFail(401, "UNAUTHORIZED");
        await Browser().PostJson(Session, new { username = ada.Username, password = TestUser.Password }).ShouldFail(403, "FORBIDDEN");
        await SignIn(admin);

        async Task<System.Text.Json.JsonElement> Newest(string query) => (await admin.Client.Get("/admin/audit?action=SignInAsAdmin&" + query).ShouldBeOk())[0];
        var good = await Newest($"actor={admin.Id}");
        Assert.That((good.GetProperty("outcome").GetString(), good.GetProperty("via").GetString(), good.GetProperty("address").GetString()), Is.EqualTo(("OK", "password", "127.0.0.1")));
        Assert.That(good.GetProperty("actor_name").GetString(), Is.EqualTo(admin.Username));
        Assert.That((await Newest($"actor={ada.Id}")).GetProperty("outcome").GetString(), Is.EqualTo("FORBIDDEN"));
        var bad = await Newest($"outcome=UNAUTHORIZED&target=signin/{admin.Username}");
        Assert.That(bad.GetProperty("actor_id").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        Assert.That(bad.GetProperty("payload").GetRawText(), Does.Not.Contain("hunter2").And.Contain(admin.Username));
        Assert.That((await Newest($"target=signin/nobody-{ada.Username}")).GetProperty("outcome").GetString(), Is.EqualTo("UNAUTHORIZED"));
    }

    [Test]
    public async Task Runs_and_failures_are_counted_by_minute()
    {
        await using var server = await TestServer.Start(configure: builder => builder.Services.AddTestJobs());
        var (admin, ada) = (await server.SignUp("admin"), await server.SignUp("ada"));
        await server.MakeAdmin(admin);
        await Enqueue(server.Services, ada, new FailTimes("counted", 9, "unavailable"));
        for (var i = 0; i < 3; i++)
            await Enqueue(server.Services, ada, new WriteDown("counted"));

        System.Text.Json.JsonElement summary = default;
        await Eventually.True(async () =>
        {
            summary = await admin.Client.Get("/admin/jobs/summary").ShouldBeOk();
            return (summary.GetProperty("succeeded").GetInt64(), summary.GetProperty("failed").GetInt64()) == (3, 1);
        });
        Assert.That(summary.GetProperty("counts").GetProperty("retrying").GetInt32(), Is.EqualTo(1));
        Assert.That(summary.GetProperty("workers").GetInt32(), Is.EqualTo(1));
        var point = summary.GetProperty("points").EnumerateArray().Single();
        Assert.That(point.GetProperty("at").GetString(), Is.EqualTo("2026-03-02T09:00:00Z"));
        Assert.That((summary.GetProperty("from").GetString(), summary.GetProperty("step_seconds").GetInt32()), Is.EqualTo(("2026-03-02T08:01:00Z", 60)));

        var week = await admin.Client.Get("/admin/jobs/summary?period=week").ShouldBeOk();
        Assert.That((week.GetProperty("from").GetString(), week.GetProperty("step_seconds").GetInt32()), Is.EqualTo(("2026-02-23T10:00:00Z", 3600)));
        await admin.Client.Get("/admin/jobs/summary?period=century").ShouldFail(422, "VALIDATION_ERROR", "period");
        await ada.Client.Get("/admin/jobs/summary").ShouldFail(403, "FORBIDDEN");
    }

    private static async Task<HttpResponseMessage> Ask(TestClient client, string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request);
    }

    /// <summary>Keeps cookies, and sends the page's header.</summary>
    private TestClient Browser(TestServer? server = null)
    {
        var client = (server ?? Server).Anonymous();
        client.DefaultRequestHeaders.Add("X-Halext-Page", "jobs");
        return client;
    }

    private async Task<TestClient> SignIn(TestUser admin)
    {
        var browser = Browser();
        await browser.PostJson(Session, new { username = admin.Username, password = TestUser.Password }).ShouldBeOk();
        return browser;
    }

    private async Task<TestUser> Admin()
    {
        var admin = await Server.SignUp("admin");
        await Server.MakeAdmin(admin);
        return admin;
    }

    [GeneratedRegex("(?:href|src)=\"(page/[^\"]+)\"")]
    private static partial Regex Links();

    [GeneratedRegex("^halext_page_refresh=([^;]+);")]
    private static partial Regex RefreshToken();

    [GeneratedRegex("^halext_page=([^;]+);")]
    private static partial Regex Token();
}
