using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Health;

/// <summary>How the server and what it depends on are doing.</summary>
[Public]
public sealed record GetHealth : IQuery<HealthReport>;

/// <summary>What a look at the database found.</summary>
/// <param name="Connected">Whether it answered.</param>
/// <param name="Engine">Its product name, as it says itself.</param>
/// <param name="Version">Its version, as it says itself.</param>
/// <param name="PendingMigrations">How many migrations of this build it lacks; null when it did not answer.</param>
public sealed record DatabaseHealth(bool Connected, string? Engine, string? Version, int? PendingMigrations)
{
    public bool IsReady => Connected && PendingMigrations == 0;
}

/// <summary>What operators should know about the configuration.</summary>
/// <param name="AiProvider">Of the model that answers whoever chose none.</param>
/// <param name="AiModel">The model that answers whoever chose none, as far as the operator decides.</param>
public sealed record ConfigurationHealth(
    IReadOnlyList<string> Issues,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> ConfiguredProviders,
    IReadOnlyList<string> MissingProviderKeys,
    bool Offline,
    bool DevMode,
    string AiProvider,
    string AiModel);

/// <summary>The database and the configuration at this instant.</summary>
public sealed record HealthReport(DatabaseHealth Database, ConfigurationHealth Configuration, DateTimeOffset At);

/// <summary>Looks at the database: quickly, and without throwing.</summary>
public interface IDatabaseProbe
{
    Task<DatabaseHealth> Probe(CancellationToken ct);

    /// <summary>Only whether it answers.</summary>
    Task<bool> Answers(CancellationToken ct);
}

internal sealed class GetHealthHandler(
    IDatabaseProbe database, ConfigurationHealth configuration, AssistantSettings assistant, ISecretProtector secrets, TimeProvider clock)
    : IQueryHandler<GetHealth, HealthReport>
{
    public async Task<Result<HealthReport>> Handle(GetHealth request, CancellationToken ct)
    {
        // Of nobody in particular, so that the database is not needed to say it.
        var usual = new Reach(AssistantFacts.None, assistant, secrets).Default;
        return new HealthReport(
            await database.Probe(ct), configuration with { AiProvider = usual.Provider, AiModel = usual.Model }, clock.GetUtcNow());
    }
}
