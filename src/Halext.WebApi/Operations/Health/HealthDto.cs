using System.Runtime.InteropServices;
using Halext.Application.Operations.Health;
using Halext.Application.Operations.Jobs;
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

/// <summary>Whether somebody runs jobs. No reason for a node that serves the API to be out of it: they may run elsewhere, or not yet.</summary>
/// <param name="Status">healthy; degraded when nobody is there, somebody is frozen, or something waits that nobody takes; unhealthy when it cannot be known.</param>
/// <param name="BrokerConnected">Whether the queue can be reached. It is in the database.</param>
/// <param name="WorkersOnline">Workers of the whole cluster that are at their work.</param>
/// <param name="UnservedQueues">Queues in which something is ready that no worker takes.</param>
public sealed record WorkersDto(string Status, bool BrokerConnected, int WorkersOnline, IReadOnlyList<string> UnservedQueues)
{
    public static WorkersDto Of(WorkersHealth health) => new(health.IsHealthy ? "healthy" : "degraded", true, health.Online, health.UnservedQueues);

    public static WorkersDto Unknown(bool isConnected) => new("unhealthy", isConnected, 0, []);
}

/// <summary>What this server is.</summary>
/// <param name="Features">What clients may offer, by the names that the first server gave them: those whose routes are there.</param>
/// <param name="PathBase">The prefix that the request arrived with: tells whether a proxy keeps or strips <c>/api</c>.</param>
public sealed record VersionDto(string Version, string ApiName, string DocsUrl, IReadOnlyList<string> Features, string PathBase);

/// <summary>What answers at the root.</summary>
public sealed record RootDto(string Message, string Version);
