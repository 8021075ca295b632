using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Halext.Application.Accounts.SignIn;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Operations;
using Halext.WebApi.Common.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Halext.TestKit;

/// <summary>The whole product on a loopback port with a database of its own: real Kestrel, the production pipeline, a clock that tests move.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly string _dataDirectory;
    private static int _users;

    private TestServer(WebApplication app, TestClock clock, string connectionString, string dataDirectory)
    {
        (App, Clock, ConnectionString, _dataDirectory) = (app, clock, connectionString, dataDirectory);
        Address = new Uri(app.Urls.First());
    }

    public WebApplication App { get; }

    public TestClock Clock { get; }

    public string ConnectionString { get; }

    public Uri Address { get; }

    /// <summary>Where mails land, one file each.</summary>
    public string MailDirectory => Path.Combine(_dataDirectory, "mail");

    public IServiceProvider Services => App.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="settings">Environment variables beyond the tests' defaults (development, no rate limits).</param>
    /// <param name="configure">Replaces services.</param>
    /// <param name="connectionString">A database; none makes a new one.</param>
    /// <param name="isProduction">Whether production's rules apply.</param>
    /// <param name="addRoutes">Routes of the test, inside the production pipeline.</param>
    /// <param name="clock">The time; none makes a new one.</param>
    public static async Task<TestServer> Start(
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? configure = null,
        string? connectionString = null,
        bool isProduction = false,
        Action<WebApplication>? addRoutes = null,
        TestClock? clock = null)
    {
        connectionString ??= await TestCluster.CreateDatabase();
        var dataDirectory = Directory.CreateTempSubdirectory("halext-data-").FullName;
        var environment = new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = connectionString,
            ["SECRET_KEY"] = "aT3Nq8vXw2Lk5Rz7Tb9Yc1Pd4Fg6Hj0MsQe5Wr8Ui3Zo",
            ["HALEXT_DATA_DIR"] = dataDirectory,
            ["RATE_LIMIT_ENABLED"] = "false",
            ["LOG_LEVEL"] = "warning",

            // Jobs come from tests, not from the clock.
            ["JOBS_SCHEDULER"] = "false",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            environment[name] = value;

        clock ??= new TestClock();
        var app = HalextServer.Build(
            HalextSettings.Load(new ConfigurationBuilder().AddInMemoryCollection(environment).Build(), isProduction),
            connectionString,
            builder =>
            {
                builder.WebHost.UseUrls("http://127.0.0.1:0");
                builder.Services.AddSingleton<TimeProvider>(clock);

                // Strong hashes are slow on purpose; tests make hundreds of accounts.
                builder.Services.Configure<PasswordHasherOptions>(o => o.IterationCount = 10);

                // A database that is busy with all the other tests is not one that is down.
                builder.Services.Configure<DatabaseProbeOptions>(o => o.Timeout = TimeSpan.FromMinutes(1));
                configure?.Invoke(builder);
            });
        addRoutes?.Invoke(app);
        await app.StartAsync();
        return new TestServer(app, clock, connectionString, dataDirectory);
    }

    /// <summary>A client that nobody is signed in with.</summary>
    public TestClient Anonymous() => new(Address);

    /// <summary>Registers somebody new and signs them in.</summary>
    /// <param name="name">Becomes part of a unique user name.</param>
    public async Task<TestUser> SignUp(string name = "user")
    {
        var username = $"{name}-{Interlocked.Increment(ref _users)}";
        var client = Anonymous();
        var session = await client.PostJson("/auth/register", new { username, email = $"{username}@example.org", password = TestUser.Password });
        var body = await session.ReadJson();
        if (!session.IsSuccessStatusCode)
            throw new InvalidOperationException($"Sign-up failed: {body}");
        return new TestUser(client, body);
    }

    /// <summary>Gives somebody the rights of an admin.</summary>
    public async Task MakeAdmin(TestUser user)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("UPDATE users SET is_admin = true WHERE id = $1", connection) { Parameters = { new() { Value = user.Id } } };
        await command.ExecuteNonQueryAsync();

        // The database tells every node by itself; this one should know at once.
        Services.GetRequiredService<IAccountCache>().Forget(user.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Directory.Delete(_dataDirectory, recursive: true);
    }
}

/// <summary>Somebody with an account and a signed-in client.</summary>
public sealed class TestUser
{
    public const string Password = "correct horse battery";

    internal TestUser(TestClient client, JsonElement session)
    {
        Client = client;
        Id = session.GetProperty("user").GetProperty("id").GetInt32();
        Username = session.GetProperty("user").GetProperty("username").GetString()!;
        AccessToken = session.GetProperty("access_token").GetString()!;
        RefreshToken = session.GetProperty("refresh_token").GetString()!;
        client.Bearer(AccessToken);
    }

    public TestClient Client { get; }

    public int Id { get; }

    public string Username { get; }

    public string Email => Username + "@example.org";

    public string AccessToken { get; }

    public string RefreshToken { get; }
}
