using System.Globalization;
using System.Net;
using System.Text.Json;
using Halext.ApiTests.Assistant;
using Halext.ApiTests.Messaging.Notifications;
using Halext.ApiTests.Operations.Jobs;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Assistant;
using Halext.Application.Common.Jobs;
using Halext.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Wire;

/// <summary>Takes the routes from the running server, so that a route that nobody thought of is tested too.</summary>
public sealed class EveryRouteTests : ApiTest
{
    /// <summary>What speaks where routes ask a model.</summary>
    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IAssistant>(new ScriptedAssistant("""{"summary":"Fine.","steps":["Go on."]}"""));

    /// <summary>What anybody may call. Whoever adds a line here says why the route needs no sign-in.</summary>
    private static readonly HashSet<string> Public =
    [
        "GET /", "GET /version", "GET /health", "GET /ready", "GET /openapi.json", // What the server is and how it is doing.
        "GET /v1/realtime/ws", "GET /ws/{conversation_id}", // Say by their close codes who may not; tested in RealtimeSocketTests and ConversationSocketTests.
        "GET /ws/presence/{user_id}", // Likewise; tested in PresenceSocketTests.
        "GET /ws/health", // Counts for monitors; what they are made up of, admins only.
        "GET /metrics", // Refuses strangers by itself; tested in MetricsTests.
        "POST /token", "POST /users/", // Signing in and up.
        "GET /admin/jobs/page/{version}/{file}", // The files of a page that shows nothing before its sign-in.
        "POST /admin/jobs/session", "PUT /admin/jobs/session", "DELETE /admin/jobs/session", // That sign-in; tested in JobPageTests.
        "GET /feeds/{token}.ics", "HEAD /feeds/{token}.ics", // The address is the secret: calendar programs cannot sign in.
        "GET /pages/public/{token}", // The owner has published the page, and the address is the secret.
        "POST /auth/register", "POST /auth/login", "POST /auth/refresh", "POST /auth/forgot-password", "POST /auth/reset-password",
        "POST /v1/auth/register", "POST /v1/auth/login", "POST /v1/auth/refresh", "POST /v1/auth/forgot-password", "POST /v1/auth/reset-password",
    ];

    /// <summary>Routes about anybody, which decide by themselves what they tell to whom. Whoever adds a line here says where that is tested.</summary>
    private static readonly HashSet<string> AboutAnybody =
    [
        "GET /models/{id}/status", "GET /models/{first}/{**rest}", // What runs is the same for all who may use it; tested in WorkbenchModelTests.
        "POST /chat/stream/{id:guid}/cancel", // Streams are made by listening to them; tested in CompletionStreamTests.
        "GET /users/{username}/presence", "GET /presence/users/{user_id:int}", // Strangers are told that they are offline; tested in PresenceTests.
        "GET /v1/models/{**id}", // Models belong to providers; whose keys open which is tested in CompletionModelTests.
    ];

    [Test]
    public async Task Nobody_gets_in_without_signing_in_except_where_it_is_public()
    {
        var client = Server.Anonymous();
        var open = new List<string>();
        foreach (var route in Routes())
        {
            var response = await client.SendText(new HttpMethod(route.Method), route.Path(route.Anything), "{}", route.ContentType);
            if (response.StatusCode != HttpStatusCode.Unauthorized)
                open.Add(route.Name);
            else
                Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), route.Name);
        }

        Assert.That(open.Except(Public), Is.Empty, "these routes answer anybody");
    }

    [Test]
    public async Task The_lists_name_only_routes_that_exist() =>
        Assert.That(Public.Union(AboutAnybody).Except(Routes().Select(r => r.Name)), Is.Empty);

    [Test]
    public async Task No_id_opens_anything_to_a_second_user()
    {
        var owner = await Server.SignUp("owner");
        var other = await Server.SignUp("other");
        var friend = await Server.SignUp("friend");
        await Server.Anonymous().PostJson("/auth/register", new { username = Member, email = "member@example.org", password = TestUser.Password });
        var withIds = Routes().Where(r => r.Parameters.Count > 0 && !Public.Contains(r.Name) && !AboutAnybody.Contains(r.Name) && !r.IsForAdmins).ToList();
        Assert.That(withIds, Is.Not.Empty);
        foreach (var route in withIds)
        {
            var ids = await Owned(owner, route);
            var path = route.Path(name => ids[name]) + Queries.GetValueOrDefault(route.Pattern);
            var body = Examples.GetValueOrDefault(route.Pattern, "{}").Replace(Friend, friend.Username, StringComparison.Ordinal);
            var response = await other.Client.SendText(new HttpMethod(route.Method), path, body, "application/json");
            Assert.That((int)response.StatusCode, Is.EqualTo(404), $"{route.Name} as a second user: {await response.Content.ReadAsStringAsync()}");

            // The owner gets past the id, or the test would prove nothing.
            var own = await owner.Client.SendText(new HttpMethod(route.Method), path, body, "application/json");
            Assert.That((int)own.StatusCode, Is.AnyOf(200, 201, 204), $"{route.Name} as the owner: {await own.Content.ReadAsStringAsync()}");
        }
    }

    [Test]
    public async Task Nobody_but_admins_gets_into_their_routes()
    {
        var user = await Server.SignUp();
        foreach (var route in AdminRoutes())
            await Ask(user.Client, route).ShouldFail(403, "FORBIDDEN");
    }

    /// <summary>A key acts for its owner: it makes nobody an admin, and for an admin it does what its scopes say.</summary>
    [Test]
    public async Task No_key_gets_further_into_the_routes_of_admins_than_its_owner_and_its_scopes_allow()
    {
        var (user, admin) = (await Server.SignUp("user"), await Server.SignUp("admin"));
        await Server.MakeAdmin(admin);
        var (ordinary, reader, writer) = (await WithKey(user, "read", "write"), await WithKey(admin, "read"), await WithKey(admin, "write"));
        var everything = await WithKey(admin, "read", "write");
        foreach (var route in AdminRoutes())
        {
            await Ask(ordinary, route).ShouldFail(403, "FORBIDDEN");
            var lacking = route.Method == "GET" ? writer : reader;
            var refused = await Ask(lacking, route).ShouldFail(403, "FORBIDDEN");
            Assert.That(refused.GetProperty("message").GetString(), Does.Contain("key"), route.Name);
            if (route.IsForSessions)
                await Ask(everything, route).ShouldFail(403, "FORBIDDEN");
        }
    }

    /// <summary>The page of jobs keeps its session in a cookie, which browsers add by themselves: nothing else may take it for a credential.</summary>
    [Test]
    public async Task The_cookie_of_the_page_of_jobs_opens_that_page_and_changes_nothing_without_its_header()
    {
        var admin = await Server.SignUp("admin");
        await Server.MakeAdmin(admin);
        var browser = Server.Anonymous();
        browser.DefaultRequestHeaders.Add("Cookie", $"halext_page={admin.AccessToken}");
        foreach (var route in Routes().Where(r => !Public.Contains(r.Name)))
        {
            var isPage = route.Pattern.StartsWith("/admin/jobs/", StringComparison.Ordinal);
            if (!isPage)
                await Ask(browser, route).ShouldFail(401, "UNAUTHORIZED");
            else if (route.Method != "GET")
                await Ask(browser, route).ShouldFail(403, "CSRF_REFUSED");
        }
    }

    /// <summary>Stands in bodies for the name of somebody else whom the owner shares with.</summary>
    private const string Friend = "$friend";

    /// <summary>Valid bodies for the routes with ids that need one.</summary>
    private static readonly Dictionary<string, string> Examples = new()
    {
        ["/tasks/{id:int}"] = """{"title":"changed"}""",
        ["/labels/{id:int}"] = """{"color":"red"}""",
        ["/events/{id:int}"] = """{"title":"changed"}""",
        ["/events/{id:int}/share"] = """{"shared_with":[]}""",
        ["/pages/{id:int}"] = """{"title":"changed"}""",
        ["/pages/{id:int}/share"] = $$"""{"username":"{{Friend}}"}""",
        ["/layout-presets/from-page/{page_id:int}"] = """{"name":"mine"}""",
        ["/conversations/{id:int}"] = """{"title":"changed"}""",
        ["/conversations/{id:int}/messages/"] = """{"content":"hello"}""",
        ["/conversations/{id:int}/hive-mind/goal"] = """{"goal":"peace"}""",
        ["/conversations/{id:int}/participants"] = $$"""{"usernames":["{{Member}}"]}""",
        ["/conversations/{id:int}/participants/{username}"] = """{"role":"owner"}""",
        ["/messages/{id:int}"] = """{"content":"changed"}""",
    };

    /// <summary>Parameters for the routes with ids that need one.</summary>
    private static readonly Dictionary<string, string> Queries = new() { ["/conversations/{id:int}/messages/search"] = "?q=mine" };

    /// <summary>Who takes part in the owner's conversations.</summary>
    private const string Member = "member-of-everything";

    /// <summary>Makes something that belongs to the owner, anew for every route because some of them delete it.</summary>
    private async Task<Dictionary<string, string>> Owned(TestUser owner, Route route)
    {
        // Nobody makes these by a request.
        if (route.Pattern.StartsWith("/notifications/", StringComparison.Ordinal))
            return new() { ["id"] = (await Server.Notify(owner)).ToString(CultureInfo.InvariantCulture) };

        // No route makes a job of a test's choice.
        if (route.Pattern.Split('/').Contains("jobs"))
        {
            var later = new JobOptions { Delay = TimeSpan.FromDays(1) };
            return new() { ["id"] = (await JobFixture.Enqueue(Server.Services, owner, new DeleteExpiredCredentials(), later)).ToString() };
        }

        var (path, body) = route.Pattern.Split('/').SkipWhile(p => p is "v1" or "").First() switch
        {
            "tasks" => ("/tasks/", (object)new { title = "mine" }),
            "labels" => ("/labels/", new { name = Guid.NewGuid().ToString() }),
            "events" => ("/events/", new { title = "mine", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z" }),
            "pages" => ("/pages/", new { title = "mine" }),
            "layout-presets" when route.Pattern.Contains("from-page", StringComparison.Ordinal) => ("/pages/", new { title = "mine" }),
            "layout-presets" => ("/layout-presets/", new { name = "mine" }),
            "calendar" => ("/calendar/feeds", new { }),
            "ai" => ("/ai/credentials", new { provider = "openai", api_key = "key-of-owner" }),
            "conversations" => ("/conversations/", new { title = "mine", participant_usernames = new[] { Member } }),
            "generations" => ("/conversations/", new { title = "mine" }),
            "messages" => ("/messages/quick", new { username = Member, content = "mine" }),
            "auth" when route.Pattern.Contains("api-keys", StringComparison.Ordinal) => ("/auth/api-keys", new { name = "mine" }),
            _ => throw new AssertionException($"Say here how to make something for {route.Name}."),
        };
        var response = await owner.Client.PostJson(path, body);
        var id = (await response.ReadJson()).GetProperty(route.Pattern.StartsWith("/messages/conversations/", StringComparison.Ordinal) ? "conversation_id" : "id")
            .GetInt32().ToString(CultureInfo.InvariantCulture);

        if (path == "/conversations/" && route.Pattern.StartsWith("/generations", StringComparison.Ordinal))
            id = (await owner.Client.PostJson($"/conversations/{id}/messages", new { content = "hello" }).ShouldBeOk())[0].GetProperty("generation_id").GetString()!;
        if (route.Pattern.Contains("hive-mind", StringComparison.Ordinal))
            await owner.Client.PostJson($"/conversations/{id}/hive-mind/goal", new { goal = "peace" }).ShouldBeOk();

        // What a page was before is its first version.
        if (path == "/pages/")
            await owner.Client.PatchJson(path + id, new { title = "still mine" }).ShouldBeOk();
        var presets = await owner.Client.Get("/layout-presets/").ShouldBeOk();
        return new()
        {
            ["id"] = id,
            ["page_id"] = id,
            ["preset_id"] = presets[0].GetProperty("id").GetInt32().ToString(CultureInfo.InvariantCulture),
            ["version"] = "1",
            ["provider"] = "openai",
            ["username"] = route.Pattern.StartsWith("/conversations/", StringComparison.Ordinal) ? Member : owner.Username,
            ["emoji"] = "x",
        };
    }

    private List<Route> AdminRoutes()
    {
        var routes = Routes().Where(r => r.IsForAdmins && !Public.Contains(r.Name)).ToList();

        // Every kind of them, or a change of prefixes would leave nothing to test.
        foreach (var kind in (string[])["jobs", "outbox", "audit", "users", "server", "ai", "ai-clients", "logs", "database"])
            Assert.That(routes.Any(r => r.Pattern.StartsWith($"/admin/{kind}", StringComparison.Ordinal)), kind);
        return routes;
    }

    private static Task<HttpResponseMessage> Ask(TestClient client, Route route) =>
        client.SendText(new HttpMethod(route.Method), route.Path(route.Anything), "{}", route.ContentType);

    private async Task<TestClient> WithKey(TestUser user, params string[] scopes)
    {
        var key = await user.Client.PostJson("/auth/api-keys", new { name = "k", scopes }).Should(HttpStatusCode.Created);
        var client = Server.Anonymous();
        client.DefaultRequestHeaders.Add("X-API-Key", key.GetProperty("key").GetString());
        return client;
    }

    private List<Route> Routes() =>
        [.. Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => new Route(method, e.RoutePattern)))];

    private sealed class Route(string method, RoutePattern pattern)
    {
        public string Method => method;

        public string Pattern => pattern.RawText!;

        public string Name => $"{method} {(Pattern.StartsWith('/') ? "" : "/")}{Pattern}";

        /// <summary>They refuse everybody else before they look at ids.</summary>
        public bool IsForAdmins => Pattern.StartsWith("/admin/", StringComparison.Ordinal);

        /// <summary>A key that leaks must not make admins, nor take them away.</summary>
        public bool IsForSessions => Pattern.StartsWith("/admin/users", StringComparison.Ordinal) && Method != "GET";

        public IReadOnlyList<RoutePatternParameterPart> Parameters => pattern.Parameters;

        /// <summary>A value of the kind that a parameter takes.</summary>
        public string Anything(string name) => Pattern.Contains($"{{{name}:guid}}", StringComparison.Ordinal) ? Guid.Empty.ToString() : "1";

        /// <summary>One that the route takes: whoever sends another learns that before anything else.</summary>
        public string ContentType => Pattern == "/calendar/import" ? "text/calendar" : "application/json";

        public string Path(Func<string, string> value) => pattern.Parameters.Aggregate(
            Pattern, (path, p) => System.Text.RegularExpressions.Regex.Replace(path, $@"\{{\**{p.Name}(:[^}}]*)?\}}", value(p.Name)));
    }
}
