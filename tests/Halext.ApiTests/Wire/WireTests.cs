using System.IO.Compression;
using System.Net;
using Halext.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Halext.ApiTests.Wire;

public sealed class WireTests : ApiTest
{
    [TestCase("/tasks")]
    [TestCase("/tasks/")]
    [TestCase("/api/tasks")]
    [TestCase("/api/tasks/")]
    [TestCase("/API/Tasks/")]
    public async Task One_route_answers_with_and_without_prefix_and_slash(string path)
    {
        var ada = await Server.SignUp();
        Assert.That((await ada.Client.Get(path).ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Failures_of_no_route_have_the_standard_body()
    {
        var client = Server.Anonymous();
        var missing = await client.Get("/api/no/such/thing").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(missing.GetProperty("instance").GetString(), Is.EqualTo("/api/no/such/thing"));

        using var request = new HttpRequestMessage(HttpMethod.Put, "/tasks/");
        var response = client.SendAsync(request);
        await response.ShouldFail(405, "METHOD_NOT_ALLOWED");
        Assert.That((await response).Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "POST" }));
    }

    [Test]
    public async Task Every_answer_carries_the_security_headers_and_a_request_id()
    {
        var ada = await Server.SignUp();
        foreach (var response in (HttpResponseMessage[])[await ada.Client.Get("/tasks/"), await ada.Client.Get("/nowhere"), await Server.Anonymous().Get("/tasks/")])
        {
            using (Assert.EnterMultipleScope())
            {
                Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
                Assert.That(response.Headers.GetValues("X-Frame-Options"), Is.EqualTo(new[] { "DENY" }));
                Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'none'"));
                Assert.That(response.Headers.GetValues("X-Request-ID").Single(), Is.Not.Empty);
                Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
                Assert.That(response.Headers.Contains("Server"), Is.False);
            }
        }
    }

    [TestCase("client-42", true)]
    [TestCase("with space", false)]
    [TestCase("<script>", false)]
    public async Task A_request_id_is_honoured_when_it_is_harmless(string id, bool isHonoured)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.TryAddWithoutValidation("X-Request-ID", id);
        var response = await Server.Anonymous().SendAsync(request);
        Assert.That(response.Headers.GetValues("X-Request-ID").Single(), isHonoured ? Is.EqualTo(id) : Is.Not.EqualTo(id));
    }

    [Test]
    public async Task The_trace_of_the_caller_goes_on()
    {
        using var activity = new System.Diagnostics.Activity("caller").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        var body = await Server.Anonymous().SendAsync(request).ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(body.GetProperty("trace_id").GetString(), Is.EqualTo(activity.TraceId.ToString()));
    }

    [Test]
    public async Task Answers_are_compressed_for_clients_that_can()
    {
        var ada = await Server.SignUp();
        for (var i = 0; i < 5; i++)
            await ada.Client.PostJson("/tasks/", new { title = new string('x', 400) }).ShouldBeOk();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks/");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        var response = await ada.Client.SendAsync(request);
        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
        await using var unzipped = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.That(await new StreamReader(unzipped).ReadToEndAsync(), Does.StartWith("[{"));
    }

    [Test]
    public async Task Browsers_elsewhere_may_call_and_read_the_headers_they_need()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/tasks/");
        preflight.Headers.TryAddWithoutValidation("Origin", "https://app.example.org");
        preflight.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "PATCH");
        preflight.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization,content-type");
        var allowed = await Server.Anonymous().SendAsync(preflight);
        Assert.That(allowed.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(allowed.Headers.GetValues("Access-Control-Allow-Methods").Single(), Does.Contain("PATCH"));

        // Failures too, or the browser hides why.
        using var failing = new HttpRequestMessage(HttpMethod.Get, "/tasks/");
        failing.Headers.TryAddWithoutValidation("Origin", "https://app.example.org");
        var response = await Server.Anonymous().SendAsync(failing);
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
        Assert.That(response.Headers.GetValues("Access-Control-Expose-Headers").Single(), Is.EqualTo("X-Request-ID,X-Halext-AI-Model,Retry-After,X-Should-Retry,ETag,X-Halext-Next-Start"));
        Assert.That(response.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);
    }
}

/// <summary>A route that fails in every way that the product's own never should.</summary>
public sealed class FailureTests
{
    [Test]
    public async Task A_bug_is_a_500_without_internals_and_with_every_header()
    {
        await using var server = await TestServer.Start(addRoutes: app =>
            app.MapGet("/test/bug", string () => throw new InvalidOperationException("secret detail")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test/bug");
        request.Headers.TryAddWithoutValidation("Origin", "https://app.example.org");
        var sent = server.Anonymous().SendAsync(request);
        var body = await sent.ShouldFail(500, "INTERNAL_SERVER_ERROR");
        Assert.That(body.GetRawText(), Does.Not.Contain("secret detail").And.Not.Contain("InvalidOperation"));
        var response = await sent;
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        Assert.That(response.Headers.GetValues("X-Request-ID").Single(), Is.Not.Empty);
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
    }

    [Test]
    public async Task A_use_case_that_asks_row_by_row_fails_its_test()
    {
        await using var server = await TestServer.Start(addRoutes: app =>
            app.MapGet("/test/chatty", async (Npgsql.NpgsqlDataSource db) =>
            {
                for (var i = 0; i <= StatementCounter.Max; i++)
                {
                    await using var command = db.CreateCommand("SELECT 1");
                    await command.ExecuteScalarAsync();
                }

                return Results.Ok();
            }));
        Assert.ThrowsAsync<TooManyStatementsException>(() => server.Anonymous().Get("/test/chatty"));
    }

    [Test]
    public async Task A_database_that_is_gone_is_a_503()
    {
        await using var server = await TestServer.Start(connectionString: "Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=1");
        await server.Anonymous().PostForm("/token", ("username", "x"), ("password", "x")).ShouldFail(503, "SERVICE_UNAVAILABLE");
    }
}
