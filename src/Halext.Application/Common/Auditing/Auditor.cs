using System.Reflection;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Operations;
using Microsoft.Extensions.Logging;

namespace Halext.Application.Common.Auditing;

/// <summary>Makes the entries of the audit trail. What to note follows from the request; use cases add to it by <see cref="AuditTrail"/>.</summary>
internal sealed partial class Auditor(
    IAuditLog log, AuditTrail trail, ICurrentUser user, ICallOrigin origin, TimeProvider clock, ILogger<Auditor> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly string[] IdNames = ["Id", "UserId", "Name", "Username", "Provider"];

    /// <summary>Whether use cases of this type are audited: all that only admins may do and that change something, and how one becomes one.</summary>
    public static bool Audits(Type request) =>
        IsSignIn(request)
        || (request.IsDefined(typeof(AdminOnlyAttribute))
            && request.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>)));

    /// <inheritdoc cref="IAuditLog.Watch"/>
    public IChangeWatch Watch() => log.Watch();

    /// <summary>Writes down what became of a request. Never throws: what was done is done, and its caller must hear so.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="outcome"><see cref="AuditEntry.Success"/>, or the code of the refusal.</param>
    /// <param name="changes">What was saved for it.</param>
    public async Task Note(object request, string outcome, IReadOnlyList<RowChange> changes)
    {
        var (actorId, via) = IsSignIn(request.GetType()) ? (trail.ActorId, "password") : Who(user.Actor);

        // Nobody did anything; and the system's upkeep by the clock is in the list of jobs.
        if (via is null || (via == "system" && request.GetType().IsDefined(typeof(RecurringAttribute))))
            return;

        var action = request.GetType().Name;
        try
        {
            var (succeeded, isTold) = (outcome == AuditEntry.Success, trail.Target is not null);
            var entry = new AuditRecord(
                clock.GetUtcNow(),
                actorId,
                via,
                action,
                outcome,
                Cut(trail.Target ?? TargetOf(request)),
                origin.Address,
                origin.RequestId,
                Redaction.Of(request),
                !succeeded ? null : isTold ? trail.Before : Snapshot(changes, c => c.Before),
                !succeeded ? null : isTold ? trail.After : Snapshot(changes, c => c.After));

            // Not with the caller's token: it does not matter any more whether they wait.
            using var timeout = new CancellationTokenSource(Timeout);
            await log.Write(entry, timeout.Token);
        }
        catch (Exception e)
        {
            LogFailed(logger, e, action, outcome, actorId, origin.RequestId);
        }
    }

    private static (int? ActorId, string? Via) Who(Actor? actor) => actor switch
    {
        null => (null, null),
        { IsSystem: true } => (null, "system"),
        { Key: not null } => (actor.UserId, "api_key"),
        { SessionId: not null } => (actor.UserId, "session"),
        _ => (actor.UserId, "job"),
    };

    private static bool IsSignIn(Type request) => request.IsDefined(typeof(AuditedAttribute));

    /// <summary>One side of what was saved: of one row itself, of several each by its name.</summary>
    private static string? Snapshot(IReadOnlyList<RowChange> changes, Func<RowChange, IReadOnlyDictionary<string, object?>?> side)
    {
        var rows = changes.Where(c => side(c) is not null).ToDictionary(c => c.Row, c => (object?)side(c));
        return rows.Count == 0 ? null : Redaction.Of(changes.Count == 1 ? side(changes[0])! : rows);
    }

    /// <summary>The feature that the request belongs to, and the first of its properties that names one of its things.</summary>
    private static AuditTarget TargetOf(object request)
    {
        var type = request.GetType();
        var id = IdNames.Select(name => type.GetProperty(name)).FirstOrDefault(p => p is not null)?.GetValue(request);
        return new AuditTarget(
            type.Namespace!.Split('.')[^1].ToLowerInvariant(),
            id is null ? null : Redaction.Scrub(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}")));
    }

    private static AuditTarget Cut(AuditTarget target) => new(
        Redaction.Cut(target.Type, AuditEntry.TargetTypeMaxLength), target.Id is null ? null : Redaction.Cut(target.Id, AuditEntry.TargetIdMaxLength));

    [LoggerMessage(Level = LogLevel.Critical, Message = "The audit trail lacks {Action} {Outcome} by user {UserId}, request {RequestId}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string action, string outcome, int? userId, string? requestId);
}
