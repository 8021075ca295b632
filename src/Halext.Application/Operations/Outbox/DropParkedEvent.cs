using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Outbox;

/// <summary>Gives a parked event up for good: its reactions never happen.</summary>
[AdminOnly]
public sealed record DropParkedEvent(long Id) : ICommand;

internal sealed class DropParkedEventHandler(IParkedEvents parked, AuditTrail trail) : ICommandHandler<DropParkedEvent>
{
    public async Task<Result<Done>> Handle(DropParkedEvent request, CancellationToken ct)
    {
        if (await parked.Drop(request.Id, ct) is not { } dropped)
            return Error.NotFound("Parked event", request.Id);
        trail.Changed("outbox", request.Id, dropped, after: null);
        return Done.Result;
    }
}
