using System.Collections.Concurrent;
using System.Text;
using Halext.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Halext.ApiTests.Operations.Telemetry;

public sealed class OtlpTests
{
    [Test]
    public async Task Traces_and_metrics_go_to_the_collector_that_the_env_file_names()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await Collector(received);
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            Path.Combine(directory.Path, ".env"),
            $"OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.First()}\nOTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n");
        await using var server = await HalextProcess.Start(
            directory: directory.Path,
            environment: new Dictionary<string, string?> { ["DATABASE_URL"] = await TestCluster.CreateDatabase() }).Ready();
        await new TestClient(server.Address).Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");

        // What is not sent yet goes out when the server stops.
        await server.Stop();
        Assert.That(received.Keys, Is.EquivalentTo(new[] { "/v1/traces", "/v1/metrics" }));
        Assert.That(received["/v1/traces"], Does.Contain("ListTasks").And.Contain("halext"));
        Assert.That(received["/v1/metrics"], Does.Contain("http.server.request.duration"));
    }

    private static async Task<WebApplication> Collector(ConcurrentDictionary<string, string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            // Protobuf keeps texts as they are, which is all that is looked for here.
            using var buffer = new MemoryStream();
            await request.Body.CopyToAsync(buffer);
            var text = Encoding.Latin1.GetString(buffer.ToArray());
            received.AddOrUpdate(request.Path, text, (_, earlier) => earlier + text);
        });
        await app.StartAsync();
        return app;
    }
}
