using Halext.TestKit;
using Microsoft.AspNetCore.Builder;

namespace Halext.ApiTests;

/// <summary>Tests that share one server and its database; each test signs up its own people.</summary>
public abstract class ApiTest
{
    protected TestServer Server { get; private set; } = null!;

    /// <summary>Environment variables of this fixture's server.</summary>
    protected virtual Dictionary<string, string?> Settings => [];

    /// <summary>Replaces services of this fixture's server.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    [OneTimeSetUp]
    public async Task StartServer() => Server = await TestServer.Start(Settings, Configure);

    [OneTimeTearDown]
    public async Task StopServer() => await Server.DisposeAsync();
}
