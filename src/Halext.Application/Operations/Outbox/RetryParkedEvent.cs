using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Outbox;

/// <summary>Hands a parked event to its reactions again, once its fault was mended.</summary>
[AdminOnly]
public sealed record RetryParkedEvent(long Id) : ICommand;

internal sealed class RetryParkedEventHandler(IParkedEvents parked) : ICommandHandler<RetryParkedEvent>
{
    public async Task<Result<Done>> Handle(RetryParkedEvent request, CancellationToken ct) =>
        await parked.Retry(request.Id, ct) ? Done.Result : Error.NotFound("Parked event", request.Id);
}
