using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Presence;

/// <summary>Says that a node stops. Its people's places are kept for a moment, so that a restart makes nobody blink. Internal.</summary>
[Public]
public sealed record EndPresenceNode(Guid NodeId) : ICommand;

internal sealed class EndPresenceNodeHandler(IMessagingDb db, TimeProvider clock) : ICommandHandler<EndPresenceNode>
{
    public async Task<Result<Done>> Handle(EndPresenceNode request, CancellationToken ct)
    {
        var keptUntil = clock.GetUtcNow() + PresenceNode.RestartGrace;
        await db.PresenceNodes.Where(n => n.Id == request.NodeId).ExecuteUpdateAsync(n => n.SetProperty(x => x.ExpiresAt, keptUntil), ct);
        return Done.Result;
    }
}
