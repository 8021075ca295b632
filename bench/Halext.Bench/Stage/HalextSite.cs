using System.Globalization;
using System.Text.Json;
using Halext.Bench.Load;
using Npgsql;

namespace Halext.Bench.Stage;

/// <summary>Halext as its operators run it, on a database of its own with one user.</summary>
internal sealed class HalextSite : IAsyncDisposable
{
    /// <summary>The user that the load comes from: the first one.</summary>
    public const int UserId = 1;

    private HalextSite(ServerProcess server, Seed seed, string token)
    {
        Server = server;
        Seed = seed;
        Token = token;
    }

    public ServerProcess Server { get; }

    /// <summary>The rows of its database.</summary>
    public Seed Seed { get; }

    public string Token { get; }

    /// <summary>Makes the database, starts Halext on it and registers the user.</summary>
    public static async Task<HalextSite> Open(
        BenchCluster cluster, string database, CancellationToken ct, IReadOnlyDictionary<string, string>? settings = null)
    {
        var connectionString = await cluster.CreateDatabase(database, ct);
        var server = await StartServer(cluster, connectionString, ct, settings);
        try
        {
            return new HalextSite(server, new Seed(connectionString), await Register(server, "bench@example.com", ct));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts Halext in production on a database; it brings the schema up to date by itself.</summary>
    public static Task<ServerProcess> StartServer(
        BenchCluster cluster, string connectionString, CancellationToken ct, IReadOnlyDictionary<string, string>? settings = null) =>
        ServerProcess.Start(
            Programs.WebApi,
            _ => ["serve"],
            port => new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["DATABASE_URL"] = Url(connectionString),
                ["API_PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["SECRET_KEY"] = "only-for-the-bench-0123456789-abcdefghijklmnopqrstuvwxyz",
                ["RATE_LIMIT_ENABLED"] = "false",
            },
            cluster.Directory,
            ct);

    /// <summary>As operators write it: what Halext adds by itself, such as prepared statements, is part of what is measured.</summary>
    private static string Url(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        return string.Create(
            CultureInfo.InvariantCulture, $"postgresql://{database.Username}:{database.Password}@{database.Host}:{database.Port}/{database.Database}");
    }

    /// <summary>Opens an account over HTTP, as a client does.</summary>
    /// <returns>Its access token.</returns>
    public static async Task<string> Register(ServerProcess server, string email, CancellationToken ct)
    {
        var body = new { email, password = "correct horse battery" };
        using var answer = await Http.Post(new Uri(server.Url, "/auth/register"), token: null, body, ct);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        return answer.IsSuccessStatusCode
            ? json.GetProperty("access_token").GetString()!
            : throw new BenchException($"registering {email} failed: {json}");
    }

    /// <summary>Takes a calendar file in, as a client does.</summary>
    /// <returns>The counts of the answer.</returns>
    public static async Task<JsonElement> Import(ServerProcess server, string token, byte[] calendar, CancellationToken ct)
    {
        using var answer = await Http.PostCalendar(new Uri(server.Url, "/calendar/import"), token, calendar, ct);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        return answer.IsSuccessStatusCode && json.GetProperty("errors").GetArrayLength() == 0
            ? json
            : throw new BenchException($"importing a calendar failed: {json}");
    }

    /// <summary>Its address as a target of load.</summary>
    public Target Target(string name, string path, string script) => new(name, new Uri(Server.Url, path), script, Token);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
