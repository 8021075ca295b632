using Halext.Domain.Assistant;

namespace Halext.Application.Assistant.Providers;

/// <summary>What is stored for a person and for everybody that decides who answers, with whose key and at what cost.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Own">The person's choices.</param>
/// <param name="Instance">The choices for everybody.</param>
/// <param name="Credentials">The person's keys and those for everybody; nobody else's.</param>
/// <param name="Nodes">The active nodes that the person may use: their own and public ones.</param>
public sealed record AssistantFacts(
    int UserId,
    AssistantChoices Own,
    AssistantChoices Instance,
    IReadOnlyList<StoredCredential> Credentials,
    IReadOnlyList<UsableNode> Nodes)
{
    /// <summary>Of somebody for whom nothing is stored.</summary>
    public static AssistantFacts None { get; } = new(0, new AssistantChoices(), new AssistantChoices(), [], []);
}

/// <summary>A row of <see cref="AssistantProfile"/>.</summary>
public sealed record AssistantChoices(
    string? DefaultModel = null, IReadOnlyList<string>? FallbackModels = null, decimal? MonthlyLimit = null, long? DailyTokenLimit = null);

/// <summary>A row of <see cref="ProviderCredential"/>.</summary>
public sealed record StoredCredential(int Id, int? OwnerId, string Provider, string ProtectedKey, string KeyName, string? Model);

/// <summary>What calls need of a <see cref="ClientNode"/>.</summary>
/// <param name="IsOwn">Whether the person registered it.</param>
/// <param name="FirstModel">The first that it had when it was last reached.</param>
public sealed record UsableNode(
    int Id,
    string Name,
    NodeType Type,
    string Hostname,
    int Port,
    NodeStatus Status,
    DateTimeOffset? LastSeenAt,
    int? LastResponseMs,
    string? FirstModel,
    int OwnerId,
    string? ProtectedKey,
    bool IsOwn);

/// <summary>Reads <see cref="AssistantFacts"/>, in one statement and outside of any transaction, so that several calls of one request may run at once.</summary>
public interface IAssistantFacts
{
    Task<AssistantFacts> Of(int userId, CancellationToken ct);
}
