using Halext.TestKit;

namespace Halext.ApiTests.Processes;

/// <summary><c>halext health</c>, which container engines ask.</summary>
public sealed class HealthCommandTests
{
    [Test]
    public async Task Health_says_whether_the_server_here_is_ready()
    {
        await using var server = await HalextProcess.Start(environment: new Dictionary<string, string?> { ["API_HOST"] = "0.0.0.0" }).Ready();

        // Engines hand their own proxy settings to containers; the question about oneself must not go there.
        var environment = new Dictionary<string, string?> { ["API_HOST"] = "0.0.0.0", ["http_proxy"] = "http://127.0.0.1:1" };
        await using var healthy = HalextProcess.Start(["health"], server.WorkingDirectory, server.Port, environment);
        Assert.That(await healthy.Exit(), Is.Zero, healthy.Output);
        Assert.That(healthy.Output, Does.Contain("\"ready\""));

        await server.Stop();
        await using var gone = HalextProcess.Start(["health"], server.WorkingDirectory, server.Port, environment);
        Assert.That(await gone.Exit(), Is.EqualTo(1));
        Assert.That(gone.Output, Does.Contain("does not answer"));
    }
}
