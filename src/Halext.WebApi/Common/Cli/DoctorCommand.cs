using System.Net.Http.Json;
using Halext.Application.Operations.Health;
using Halext.Infrastructure.Common.Notifications;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.Infrastructure.Common.PrivateCluster;
using Halext.WebApi.Common.Hosting;
using Halext.WebApi.Operations.Health;
using Npgsql;

namespace Halext.WebApi.Common.Cli;

/// <summary>Looks for what goes wrong with installations, one line each, with the mend.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan ProxyTimeout = TimeSpan.FromSeconds(5);

    public static async Task<int> Run(OperatorEnvironment environment, CancellationToken ct)
    {
        var report = new Report();
        report.Say(true, "environment", environment.IsProduction ? "production" : "development");

        // Service managers and containers hand everything over in the environment; then no file is missing.
        var isConfigured = environment.EnvFileExists || !environment.IsProduction || environment.Configuration["DATABASE_URL"] is not null;
        report.Say(
            isConfigured, "env file",
            environment.EnvFileExists ? $"{environment.EnvFile} is read" : $"no {environment.EnvFile}; only the process's environment counts",
            "start in the directory of the file, or set HALEXT_ENV_FILE");

        HalextSettings settings;
        try
        {
            settings = HalextSettings.Load(environment.Configuration, environment.IsProduction);
        }
        catch (ConfigurationException e)
        {
            foreach (var problem in e.Problems)
                report.Say(false, "settings", problem, "set it in the environment or in .env");
            return report.ExitCode;
        }

        CheckSecret(report, environment);
        report.Say(true, "port", PortHolder.Find(settings.Port) is { } holder ? $"{settings.Port} is held by {holder}" : $"{settings.Port} is free");
        if (settings.ConnectionString is null && !PrivatePostgres.Exists(settings.DataDirectory))
        {
            report.Say(true, "database", "none yet: DATABASE_URL is not set, and './halext up' has made no private cluster so far");
            return report.ExitCode;
        }

        try
        {
            await using var database = await DatabaseAccess.OpenForCommand(settings, ct);
            await CheckDatabase(report, settings, database, ct);
        }
        catch (Exception e) when (e is ConfigurationException or PrivatePostgresException)
        {
            report.Say(false, "database", e.Message, "start PostgreSQL, or mend DATABASE_URL");
        }

        return report.ExitCode;
    }

    private static void CheckSecret(Report report, OperatorEnvironment environment)
    {
        var secret = environment.Configuration["SECRET_KEY"] ?? environment.Configuration["JWT_SECRET_KEY"];
        if (string.IsNullOrWhiteSpace(secret))
        {
            report.Say(true, "secret", "made by Halext, kept in its data directory");
            return;
        }

        var weakness = SecretStrength.Weakness(secret.Trim(), HalextSettings.MinSecretLength);
        report.Say(weakness is null, "secret", weakness is null ? "SECRET_KEY is strong" : $"SECRET_KEY {weakness}", "openssl rand -base64 48");
    }

    private static async Task CheckDatabase(Report report, HalextSettings settings, DatabaseAccess database, CancellationToken ct)
    {
        await using var app = HalextServer.Build(settings, database.ConnectionString);
        var health = await app.Services.GetRequiredService<IDatabaseProbe>().Probe(ct);
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var origin = database.ClusterDirectory is { } directory ? $"private cluster in {directory}" : "DATABASE_URL";
        report.Say(
            health.Connected, "database", $"{health.Engine} {health.Version} at {target.Host}:{target.Port}/{target.Database} ({origin})",
            "start PostgreSQL, or mend DATABASE_URL");

        var migrator = app.Services.GetRequiredService<Migrator>();
        var (pending, unknown) = (await migrator.Pending(ct), await migrator.Unknown(ct));
        if (unknown.Count > 0)
            report.Say(false, "migrations", $"the database is of a newer Halext: {string.Join(", ", unknown)}", "run that one, or restore a backup that is older than it");
        else
            report.Say(pending.Count == 0, "migrations", pending.Count == 0 ? "up to date" : $"{pending.Count} pending: {string.Join(", ", pending)}", "./halext migrate");

        var nodes = await CountNodes(app.Services.GetRequiredService<NpgsqlDataSource>(), ct);
        report.Say(
            nodes <= 1, "instances", nodes switch { 0 => "none runs on this database", 1 => "one runs on this database", _ => $"{nodes} run on this database" },
            "stop all but one, unless you run several nodes on purpose");
        await CheckProxy(report, app.Services.GetRequiredService<IHttpClientFactory>(), settings, ct);
    }

    /// <summary>Each running node holds one connection that names itself.</summary>
    private static async Task<int> CountNodes(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{DatabaseListener.ApplicationName}'");
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Asks through the public address how the request arrives at the server.</summary>
    private static async Task CheckProxy(Report report, IHttpClientFactory clients, HalextSettings settings, CancellationToken ct)
    {
        var url = settings.Accounts.PublicUrl + "/api/version";
        using var client = clients.CreateClient();
        client.Timeout = ProxyTimeout;
        try
        {
            var version = await client.GetFromJsonAsync<VersionDto>(url, JsonOptions, ct);
            report.Say(
                true, "proxy", version!.PathBase == "/api" ? $"{url} arrives with /api (kept, or no proxy)" : $"{url} arrives without /api (the proxy strips it)");
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or NotSupportedException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            report.Say(false, "proxy", $"{url} does not reach Halext: {e.Message}", "start the server, set PUBLIC_URL to its public address, or mend the proxy (docker/nginx)");
        }
    }

    private static readonly System.Text.Json.JsonSerializerOptions JsonOptions =
        new() { PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower };

    private sealed class Report
    {
        public int ExitCode { get; private set; }

        public void Say(bool isFine, string subject, string finding, string? mend = null)
        {
            if (!isFine)
                ExitCode = 1;
            Console.WriteLine($"{(isFine ? "ok  " : "BAD ")} {subject,-12} {finding}{(isFine || mend is null ? "" : $"  -> {mend}")}");
        }
    }
}
