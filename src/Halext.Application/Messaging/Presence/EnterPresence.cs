using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Presence;

/// <summary>Counts a presence socket of the signed-in user, who is there while one is open.</summary>
public sealed record EnterPresence(Guid ConnectionId) : ICommand;

internal sealed class EnterPresenceHandler(IMessagingDb db, ICurrentUser user, IPresenceNode node, TimeProvider clock) : ICommandHandler<EnterPresence>
{
    public async Task<Result<Done>> Handle(EnterPresence request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        await db.AddConnections(node.Id, new Dictionary<Guid, int> { [request.ConnectionId] = user.Id }, clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
