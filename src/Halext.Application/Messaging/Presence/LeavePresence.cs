using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Presence;

/// <summary>Stops counting presence sockets; whoever has no other one on any node is gone. A node says so of its own; no route leads here.</summary>
[Public]
public sealed record LeavePresence(IReadOnlyCollection<Guid> ConnectionIds) : ICommand
{
    public const int Max = 500;
}

internal sealed class LeavePresenceValidator : AbstractValidator<LeavePresence>
{
    public LeavePresenceValidator() => RuleFor(x => x.ConnectionIds).Must(ids => ids.Count <= LeavePresence.Max).WithMessage($"At most {LeavePresence.Max} sockets at once.");
}

internal sealed class LeavePresenceHandler(IMessagingDb db, TimeProvider clock) : ICommandHandler<LeavePresence>
{
    public async Task<Result<Done>> Handle(LeavePresence request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var connections = db.PresenceConnections.Where(c => request.ConnectionIds.Contains(c.Id));
        var userIds = await connections.Select(c => c.UserId).Distinct().ToListAsync(ct);
        if (userIds.Count == 0)
            return Done.Result;

        var presences = await db.LockPresences(userIds, ct);
        await connections.ExecuteDeleteAsync(ct);
        var now = clock.GetUtcNow();
        var connected = await db.FindConnected(userIds, now, ct);
        foreach (var presence in presences.Where(p => !connected.Contains(p.UserId)))
            presence.Leave(now);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
