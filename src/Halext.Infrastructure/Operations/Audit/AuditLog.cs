using Halext.Application.Common.Auditing;
using Halext.Domain.Operations;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Infrastructure.Operations.Audit;

/// <summary>Writes entries by one statement of its own, past the caller's session: what a refused use case left there must not be stored.</summary>
internal sealed class AuditLog(HalextDb db, IServiceScopeFactory scopes) : IAuditLog
{
    public IChangeWatch Watch() => new ChangeWatch(db);

    public async Task Write(AuditRecord entry, CancellationToken ct)
    {
        if (db.InTransaction && entry.Outcome == AuditEntry.Success)
        {
            await Insert(db, entry, ct);
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        await Insert(scope.ServiceProvider.GetRequiredService<HalextDb>(), entry, ct);
    }

    // The mark tells it from what the use case itself asks (ADR 0006).
    private static Task<int> Insert(HalextDb db, AuditRecord entry, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
        -- audit
        INSERT INTO audit_entries
            (at, actor_id, actor_name, via, action, outcome, target_type, target_id, address, request_id, payload, before, after)
        VALUES
            ({entry.At.ToUniversalTime()}, {entry.ActorId}, (SELECT username FROM users WHERE id = {entry.ActorId}), {entry.Via}, {entry.Action},
             {entry.Outcome}, {entry.Target?.Type}, {entry.Target?.Id}, {entry.Address}, {entry.RequestId},
             {entry.Payload}::jsonb, {entry.Before}::jsonb, {entry.After}::jsonb)
        """,
        ct);
}
