using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Wire;

public sealed class OpenApiTests : ApiTest
{
    [Test]
    public async Task The_committed_document_is_the_served_one()
    {
        var served = await (await Server.Anonymous().Get("/openapi.json")).Content.ReadAsStringAsync();
        var committed = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/api/openapi.json"));
        Assert.That(committed.TrimEnd(), Is.EqualTo(served.TrimEnd()), "stale: run ./halext openapi and commit docs/api/openapi.json");
    }

    [Test]
    public async Task It_is_openapi_3_1_with_unique_operation_ids_and_all_answers()
    {
        var document = await Server.Anonymous().Get("/api/openapi.json").ShouldBeOk();
        Assert.That(document.GetProperty("openapi").GetString(), Does.StartWith("3.1"));
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(o => (Path: path.Name, Verb: o.Name, Operation: o.Value))).ToList();
        var ids = operations.Select(o => o.Operation.GetProperty("operationId").GetString()).ToList();
        Assert.That(ids, Is.Unique);
        Assert.That(ids, Does.Contain("CreateTask").And.Contain("UpdateTask").And.Contain("UpdateTaskByPatch"));
        foreach (var (path, verb, operation) in operations)
        {
            var responses = operation.GetProperty("responses");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(responses.EnumerateObject().Any(r => r.Name[0] == '2'), Is.True, $"{verb} {path} declares no success");
                Assert.That(responses.TryGetProperty("429", out _), Is.True, $"{verb} {path}");
                Assert.That(operation.TryGetProperty("summary", out _), Is.True, $"{verb} {path} does not say what it does");
                if (operation.TryGetProperty("security", out _))
                    Assert.That(responses.TryGetProperty("401", out _), Is.True, $"{verb} {path}");
            }
        }
    }

    [TestCase("/v1/chat/completions", "CompletionDto")]
    [TestCase("/chat/completions", "InquiryAnswerDto")]
    public async Task Routes_that_stream_on_demand_describe_both_answers(string path, string whole)
    {
        var document = await Server.Anonymous().Get("/openapi.json").ShouldBeOk();
        var content = document.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("responses").GetProperty("200").GetProperty("content");
        Assert.That(content.EnumerateObject().Select(c => c.Name), Is.EqualTo(new[] { "application/json", "text/event-stream" }));
        Assert.That(content.GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString(), Does.EndWith("/" + whole));
        Assert.That(content.GetProperty("text/event-stream").GetProperty("schema").GetProperty("type").GetString(), Is.EqualTo("string"));
    }

    [Test]
    public async Task What_may_be_absent_is_not_required()
    {
        var schemas = (await Server.Anonymous().Get("/openapi.json").ShouldBeOk()).GetProperty("components").GetProperty("schemas");
        Assert.That(schemas.GetProperty("UpdateNode").TryGetProperty("required", out _), Is.False);
        Assert.That(Required("UpdateTask"), Does.Not.Contain("title").And.Not.Contain("due_date"));
        Assert.That(Required("CreateTask"), Does.Contain("title"));

        IEnumerable<string?> Required(string schema) => schemas.GetProperty(schema).GetProperty("required").EnumerateArray().Select(r => r.GetString());
    }

    [TestCase("/token", "401")]
    [TestCase("/v1/auth/refresh", "401")]
    [TestCase("/users", "401")]
    [TestCase("/v1/users/me/delete-request/cancel", "401", "403", "400")]
    public async Task Public_routes_name_their_refusals(string path, params string[] statuses)
    {
        var responses = (await Server.Anonymous().Get("/openapi.json").ShouldBeOk()).GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("responses");
        foreach (var status in statuses)
        {
            var schema = responses.GetProperty(status).GetProperty("content").GetProperty("application/problem+json").GetProperty("schema");
            Assert.That(schema.GetProperty("$ref").GetString(), Is.EqualTo("#/components/schemas/Problem"), status);
        }
    }

    [TestCase("/docs/index.html")]
    [TestCase("/docs")]
    [TestCase("/redoc/index.html")]
    [TestCase("/api/docs/index.html")]
    public async Task The_documentation_pages_are_served(string path)
    {
        var response = await Server.Anonymous().Get(path);
        if ((int)response.StatusCode is 301 or 302)
            response = await Server.Anonymous().Get(new Uri(new Uri(Server.Address, path), response.Headers.Location!).PathAndQuery);
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("script-src 'self'"));
    }
}
