using Halext.TestKit;
using Microsoft.AspNetCore.Builder;

namespace Halext.ApiTests;

/// <summary>Tests that share one server and its database; each test signs up its own people.</summary>
public abstract class ApiTest
{
    protected TestServer Server { get; private set; } = null!;

    /// <summary>Environment variables of this fixture's server.</summary>
    protected virtual Dictionary<string, string?> Settings => [];

    /// <summary>Whether jobs run: workers of dozens of servers, which look for work all the time, would slow all tests down.</summary>
    protected virtual bool RunsJobs => false;

    /// <summary>Replaces services of this fixture's server.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    [OneTimeSetUp]
    public async Task StartServer() =>
        Server = await TestServer.Start(new Dictionary<string, string?>(Settings) { ["JOBS_WORKER"] = RunsJobs ? "true" : "false" }, Configure);

    [OneTimeTearDown]
    public async Task StopServer() => await Server.DisposeAsync();
}
