using System.Runtime.InteropServices;
using Halext.Application.Operations.Health;
using Halext.WebApi.Common.OpenApi;

namespace Halext.WebApi.Operations.Health;

/// <summary>One health body with what the monitors of all the united systems read.</summary>
public sealed record HealthDto(
    string Status,
    bool Ok,
    string Service,
    string Version,
    DateTimeOffset Timestamp,
    string Db,
    string Cache,
    DatabaseDto Database,
    EnvironmentDto Env,
    ComponentsDto Components,
    SystemDto System)
{
    public const string ServiceName = "halext";

    /// <summary>Shapes a report.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="isTrusted">Whether the caller may read what would help an attacker: configuration faults and platform details.</param>
    public static HealthDto Of(HealthReport report, bool isTrusted)
    {
        var (database, configuration) = (report.Database, report.Configuration);
        return new HealthDto(
            database.Connected ? "healthy" : "degraded",
            database.Connected,
            ServiceName,
            ThisAssembly.Version,
            report.At,
            database.Connected ? "connected" : "disconnected",
            "connected", // In process: it cannot be gone while this answers.
            DatabaseDto.Of(database),
            new EnvironmentDto(
                isTrusted ? configuration.Issues : [],
                isTrusted ? configuration.Warnings : [],
                configuration.ConfiguredProviders,
                isTrusted ? configuration.MissingProviderKeys : [],
                configuration.Offline,
                configuration.DevMode),
            new ComponentsDto(database.Connected ? "healthy" : "unhealthy: no connection", configuration.AiProvider, configuration.AiModel),
            new SystemDto(isTrusted ? RuntimeInformation.FrameworkDescription : "", isTrusted ? RuntimeInformation.OSDescription : ""));
    }
}

/// <summary>The database as it describes itself.</summary>
public sealed record DatabaseDto(string Status, string Type, string? Engine, string? Version, int? PendingMigrations)
{
    public static DatabaseDto Of(DatabaseHealth health) =>
        new(health.Connected ? "healthy" : "disconnected", "postgresql", health.Engine, health.Version, health.PendingMigrations);
}

public sealed record EnvironmentDto(
    IReadOnlyList<string> Issues,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> ConfiguredProviders,
    IReadOnlyList<string> MissingProviderKeys,
    bool Offline,
    bool DevMode);

public sealed record ComponentsDto(string Database, string AiProvider, string AiModel);

public sealed record SystemDto(string Runtime, string Platform);

/// <summary>Whether this node can do its work.</summary>
public sealed record ReadinessDto(string Status, DatabaseDto Database, CacheDto Cache, WorkersDto Workers);

public sealed record CacheDto(string Status, string Type);

public sealed record WorkersDto(string Status);

/// <summary>What this server is.</summary>
/// <param name="PathBase">The prefix that the request arrived with: tells whether a proxy keeps or strips <c>/api</c>.</param>
public sealed record VersionDto(string Version, string ApiName, string DocsUrl, IReadOnlyList<string> Features, string PathBase);

/// <summary>What answers at the root.</summary>
public sealed record RootDto(string Message, string Version);
