using Halext.Application.Common.Security;

namespace Halext.Application.Common.Auditing;

/// <summary>Keeps what admins do.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Adds an entry: to the transaction of an outer use case when one is open and the entry tells of success, so that both are there or
    /// neither; otherwise by itself and at once.
    /// </summary>
    Task Write(AuditRecord entry, CancellationToken ct);

    /// <summary>Watches what the caller's session saves from now on.</summary>
    IChangeWatch Watch();
}

/// <summary>What was saved since it began.</summary>
public interface IChangeWatch : IDisposable
{
    IReadOnlyList<RowChange> Changes { get; }
}

/// <summary>A row that was saved: what has changed of it, or all of a new or a deleted one.</summary>
/// <param name="Row">Which, such as <c>client_nodes/3</c>.</param>
/// <param name="Before">By the names of its properties; null for a new one.</param>
/// <param name="After">Null for one that is gone.</param>
public sealed record RowChange(string Row, IReadOnlyDictionary<string, object?>? Before, IReadOnlyDictionary<string, object?>? After);

/// <summary>What is to be written; the fields are those of <see cref="Domain.Operations.AuditEntry"/>.</summary>
public sealed record AuditRecord(
    DateTimeOffset At,
    int? ActorId,
    string Via,
    string Action,
    string Outcome,
    AuditTarget? Target,
    string? Address,
    string? RequestId,
    string Payload,
    string? Before,
    string? After);

/// <summary>What something was done to.</summary>
/// <param name="Type">Such as <c>users</c>.</param>
/// <param name="Id">Which of them; null for all, or where that is not known.</param>
public sealed record AuditTarget(string Type, string? Id);

/// <summary>
/// What a use case says about its own entry, where what it saves does not tell it: what it changed, and how that was and is. One per door's
/// call; the last word counts.
/// </summary>
public sealed class AuditTrail
{
    /// <summary>Who it was, where that came out only in the use case.</summary>
    public int? ActorId { get; private set; }

    public AuditTarget? Target { get; private set; }

    public string? Before { get; private set; }

    public string? After { get; private set; }

    public void IsBy(int userId) => ActorId = userId;

    /// <param name="type">What was changed, such as <c>users</c>.</param>
    /// <param name="id">Which one.</param>
    /// <param name="before">A snapshot; null for what is new.</param>
    /// <param name="after">A snapshot; null for what is gone.</param>
    public void Changed(string type, object id, object? before, object? after) =>
        (Target, Before, After) = (
            new AuditTarget(type, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}")),
            before is null ? null : Redaction.Of(before),
            after is null ? null : Redaction.Of(after));
}
