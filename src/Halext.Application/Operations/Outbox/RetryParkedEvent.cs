using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Outbox;

/// <summary>Hands a parked event to its reactions again, once its fault was mended.</summary>
[AdminOnly]
public sealed record RetryParkedEvent(long Id) : ICommand;

internal sealed class RetryParkedEventHandler(IParkedEvents parked, AuditTrail trail) : ICommandHandler<RetryParkedEvent>
{
    public async Task<Result<Done>> Handle(RetryParkedEvent request, CancellationToken ct)
    {
        if (await parked.Retry(request.Id, ct) is not { } retried)
            return Error.NotFound("Parked event", request.Id);
        trail.Changed("outbox", request.Id, retried, new { retried.Type, Attempts = 0, ParkedAt = (DateTimeOffset?)null });
        return Done.Result;
    }
}
