using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Halext.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Halext.ApiTests.Deployment;

[TestFixture("keep-prefix", "/api")]
[TestFixture("strip-prefix", "")]
public sealed class NginxTests(string variant, string pathBase)
{
    private const int Megabyte = 1_000_000;
    private const string Frontend = "<title>Web client</title>";

    private TestServer _server = null!;
    private Nginx _nginx = null!;
    private readonly TaskCompletionSource _firstEventArrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await TestServer.Start(addRoutes: AddRoutes);
        _nginx = await Nginx.Start(variant, _server.Address);
        await InstallFrontend(_nginx);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _nginx.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Sign_in_and_tasks_work_through_the_proxy()
    {
        var name = (await _server.SignUp("proxied")).Username;
        var client = Client();
        var session = await client.PostForm("/api/token", ("username", name), ("password", TestUser.Password)).ShouldBeOk();
        client.Bearer(session.GetProperty("access_token").GetString());

        var task = await client.PostJson("/api/tasks/", new { title = "Mend the proxy", labels = new[] { "work" } }).ShouldBeOk();
        var path = $"/api/tasks/{task.GetProperty("id").GetInt32()}";
        var tasks = await client.Get("/api/tasks/").ShouldBeOk();
        Assert.That(tasks.EnumerateArray().Select(t => t.GetProperty("title").GetString()), Has.Member("Mend the proxy"));
        var completed = await client.PutJson(path, new { completed = true }).ShouldBeOk();
        Assert.That(completed.GetProperty("completed").GetBoolean(), Is.True);
        await client.Delete(path).ShouldBeNoContent();
        var gone = await client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(gone.GetProperty("instance").GetString(), Is.EqualTo(pathBase + path["/api".Length..]));
    }

    [Test]
    public async Task The_version_tells_what_the_proxy_does_with_the_prefix()
    {
        var version = await Client().Get("/api/version").ShouldBeOk();
        Assert.That(version.GetProperty("path_base").GetString(), Is.EqualTo(pathBase));
    }

    [TestCase("/version", 200)]
    [TestCase("/health", 200)]
    [TestCase("/openapi.json", 200)]
    [TestCase("/docs/index.html", 200)]
    [TestCase("/redoc/index.html", 200)]
    [TestCase("/users/me/", 401)]
    [TestCase("/v1/auth/me", 401)]
    [TestCase("/feeds/none.ics", 404)]
    public async Task Paths_without_the_prefix_reach_the_application(string path, int status)
    {
        var response = await Client().Get(path);
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.Not.EqualTo(Frontend));
    }

    [Test]
    public async Task Old_clients_sign_in_without_the_prefix()
    {
        var name = (await _server.SignUp("old")).Username;
        await Client().PostForm("/token", ("username", name), ("password", TestUser.Password)).ShouldBeOk();
    }

    /// <summary>Kestrel used to reset connections of too large bodies, and nginx then answered 502: now and then, hence the repetition.</summary>
    [Test]
    public async Task The_application_refuses_a_body_above_its_limit_by_itself()
    {
        var client = (await SignUp()).Bearer(null);
        for (var i = 0; i < 10; i++)
        {
            var body = await Upload(client, 11 * Megabyte).ShouldFail(413, "PAYLOAD_TOO_LARGE");
            Assert.That(body.GetProperty("instance").GetString(), Is.EqualTo(pathBase + "/tasks/"));
        }
    }

    [Test]
    public async Task Nginx_refuses_a_larger_body_in_the_words_of_the_application()
    {
        var body = await Upload(Client(), 13 * Megabyte).ShouldFail(413, "PAYLOAD_TOO_LARGE");
        Assert.That(body.GetProperty("instance").GetString(), Is.EqualTo("/api/tasks/"));
        Assert.That(Names(body), Is.EqualTo(Names(await Upload(Client(), 11 * Megabyte).ShouldFail(413, "PAYLOAD_TOO_LARGE"))));
    }

    [Test]
    public async Task What_is_no_request_is_refused_in_the_words_of_the_application()
    {
        var body = await Client().Get("/api/tasks/%00").ShouldFail(400, "REQUEST_FAILED");
        Assert.That(Names(body), Is.EqualTo(Names(await Client().Get("/api/none").ShouldFail(404, "RESOURCE_NOT_FOUND"))));
    }

    [TestCase("/api/tasks/")]
    [TestCase("/token")]
    [TestCase("/ws/1")]
    [TestCase("/api/ws/1")]
    [TestCase("/feeds/none.ics")]
    [TestCase("/")]
    public async Task An_application_that_is_down_is_reported_in_its_own_words(string path)
    {
        await using var nginx = await Nginx.Start(variant, new Uri("http://127.0.0.1:1"));
        using var client = new TestClient(nginx.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, path + "?a=\"b\"");
        request.Headers.Add("X-Request-ID", "mine-17");
        var response = await client.SendAsync(request);
        var body = await Task.FromResult(response).ShouldFail(503, "SERVICE_UNAVAILABLE");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(body.GetProperty("instance").GetString(), Is.EqualTo(path));
            Assert.That(body.GetProperty("trace_id").GetString(), Is.EqualTo("mine-17"));
            Assert.That(response.Headers.GetValues("X-Request-ID"), Is.EqualTo(new[] { "mine-17" }));
            Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(5)));
            Assert.That(Names(body), Is.EqualTo(Names(await Client().Get("/api/none").ShouldFail(404, "RESOURCE_NOT_FOUND"))));
        }
    }

    [Test]
    public async Task Request_ids_that_are_no_ids_do_not_get_into_nginxs_body()
    {
        await using var nginx = await Nginx.Start(variant, new Uri("http://127.0.0.1:1"));
        using var client = new TestClient(nginx.Address);
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Request-ID", "a\",\"code\":\"OWNED");
        var body = await client.Get("/api/tasks/").ShouldFail(503, "SERVICE_UNAVAILABLE");
        Assert.That(body.GetProperty("trace_id").GetString(), Does.Match("^[0-9a-f]{32}$"));
    }

    [Test]
    public async Task The_application_sees_the_clients_address_and_not_one_that_the_client_claims()
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = ConnectFrom(IPAddress.Parse("127.0.0.2")) };
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_nginx.Address, "/api/proxy-test/client"));
        request.Headers.Add("X-Forwarded-For", "127.0.0.1, 203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        var response = await client.SendAsync(request, CancellationToken.None);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("127.0.0.2 http 127.0.0.1"));
    }

    [Test]
    public async Task Request_ids_are_passed_on()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/version");
        request.Headers.Add("X-Request-ID", "mine-18");
        var response = await Client().SendAsync(request);
        Assert.That(response.Headers.GetValues("X-Request-ID"), Is.EqualTo(new[] { "mine-18" }));
    }

    [Test]
    public async Task Events_arrive_while_the_stream_goes_on()
    {
        using var response = await Client().GetAsync(new Uri("/api/proxy-test/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("data: first"));
        _firstEventArrived.SetResult();
        Assert.That(await reader.ReadToEndAsync(), Does.Contain("data: last"));
    }

    [TestCase("/ws/proxy-test")]
    [TestCase("/api/ws/proxy-test")]
    public async Task Sockets_open_through_the_proxy(string path)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(new Uri(_nginx.Address, path)) { Scheme = "ws" }.Uri, CancellationToken.None);
        await socket.SendAsync(Encoding.UTF8.GetBytes("ping"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        Assert.That(Encoding.UTF8.GetString(buffer, 0, received.Count), Is.EqualTo("ping"));
    }

    [Test]
    public async Task The_frontend_answers_where_the_api_does_not()
    {
        await using var nginx = await Nginx.Start(variant, _server.Address);
        using var client = new TestClient(nginx.Address);
        var root = await client.Get("/").ShouldBeOk();
        Assert.That(root.GetProperty("message").GetString(), Is.EqualTo("Halext API"), "without a frontend the application answers");

        await InstallFrontend(nginx);
        foreach (var path in (string[])["/", "/login", "/tasks/"])
            Assert.That(await (await client.Get(path)).Content.ReadAsStringAsync(), Is.EqualTo(Frontend), path);
        await client.Get("/api/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await client.PostJson("/tasks/", new { title = "x" }).ShouldFail(401, "UNAUTHORIZED");
    }

    private static Task InstallFrontend(Nginx nginx) => File.WriteAllTextAsync(Path.Combine(nginx.FrontendDirectory, "index.html"), Frontend);

    private TestClient Client() => new(_nginx.Address);

    private async Task<TestClient> SignUp() => Client().Bearer((await _server.SignUp("uploader")).AccessToken);

    private static Task<HttpResponseMessage> Upload(TestClient client, int bytes) =>
        client.SendText(HttpMethod.Post, "/api/tasks/", new string('a', bytes), "application/json");

    /// <summary>The members of a body, in order, without the optional ones.</summary>
    private static string Names(System.Text.Json.JsonElement body) =>
        string.Join(' ', body.EnumerateObject().Select(member => member.Name)) + ": "
        + string.Join(' ', body.GetProperty("error").EnumerateObject().Select(member => member.Name));

    private void AddRoutes(WebApplication app)
    {
        app.UseWebSockets();
        app.MapGet("/proxy-test/client", (HttpContext context) =>
            $"{context.Connection.RemoteIpAddress} {context.Request.Scheme} {context.Request.Host}");
        app.MapGet("/proxy-test/stream", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await _firstEventArrived.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: last\n\n");
        });
        app.Map("/ws/proxy-test", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[16];
            var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
    }

    private static Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> ConnectFrom(IPAddress address) => async (context, ct) =>
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        await socket.ConnectAsync(context.DnsEndPoint, ct);
        return new NetworkStream(socket, ownsSocket: true);
    };
}
