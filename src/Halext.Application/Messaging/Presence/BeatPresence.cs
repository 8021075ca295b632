using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Presence;

/// <summary>
/// Says that a node lives: one statement, however many are connected. When it was not believed any more (it was cut off from the database for
/// longer than its lease, or is new), its sockets are counted anew. No route leads here.
/// </summary>
/// <param name="NodeId">Which.</param>
/// <param name="Connections">Its open presence sockets, with whose they are.</param>
/// <param name="Heard">When people gave signs of life since the last time.</param>
[Public]
public sealed record BeatPresence(Guid NodeId, IReadOnlyDictionary<Guid, int> Connections, IReadOnlyDictionary<int, DateTimeOffset> Heard) : ICommand
{
    /// <summary>More than a node has file handles for.</summary>
    public const int Max = 1_000_000;
}

internal sealed class BeatPresenceValidator : AbstractValidator<BeatPresence>
{
    public BeatPresenceValidator()
    {
        RuleFor(x => x.Connections).Must(c => c.Count <= BeatPresence.Max).WithMessage($"A node has at most {BeatPresence.Max} sockets.");
        RuleFor(x => x.Heard).Must(h => h.Count <= BeatPresence.Max).WithMessage($"A node hears at most {BeatPresence.Max} people.");
    }
}

internal sealed class BeatPresenceHandler(IMessagingDb db, TimeProvider clock) : ICommandHandler<BeatPresence>
{
    /// <summary>Who was seen less than this ago need not be written down again.</summary>
    private static readonly TimeSpan LastSeenStep = TimeSpan.FromMinutes(1);

    public async Task<Result<Done>> Handle(BeatPresence request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        if (await Renew(db.PresenceNodes.Where(n => n.Id == request.NodeId && n.ExpiresAt > now), now, ct) == 0)
        {
            await db.AddConnections(request.NodeId, request.Connections, now, ct);
            await Renew(db.PresenceNodes.Where(n => n.Id == request.NodeId), now, ct);
        }

        if (request.Heard.Count > 0)
            await db.RefreshLastSeen(request.Heard, LastSeenStep, ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }

    private static Task<int> Renew(IQueryable<PresenceNode> nodes, DateTimeOffset now, CancellationToken ct)
    {
        var believedUntil = now + PresenceNode.Lease;
        return nodes.ExecuteUpdateAsync(n => n.SetProperty(x => x.ExpiresAt, believedUntil), ct);
    }
}
