using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Outbox;

/// <summary>Gives a parked event up for good: its reactions never happen.</summary>
[AdminOnly]
public sealed record DropParkedEvent(long Id) : ICommand;

internal sealed class DropParkedEventHandler(IParkedEvents parked) : ICommandHandler<DropParkedEvent>
{
    public async Task<Result<Done>> Handle(DropParkedEvent request, CancellationToken ct) =>
        await parked.Drop(request.Id, ct) ? Done.Result : Error.NotFound("Parked event", request.Id);
}
