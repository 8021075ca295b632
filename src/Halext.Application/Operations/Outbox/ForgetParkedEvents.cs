using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Outbox;

/// <summary>Deletes parked events that nobody has retried or dropped for a month: what they were about has long moved on.</summary>
[AdminOnly]
[Job("operations.forget-outbox", "Deletes events whose reactions kept failing, a month after they were parked.", Category = "maintenance")]
[Recurring("30 3 * * *")]
public sealed record ForgetParkedEvents : ICommand<DeletedDto>
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);
}

internal sealed class ForgetParkedEventsHandler(IParkedEvents parked, TimeProvider clock) : ICommandHandler<ForgetParkedEvents, DeletedDto>
{
    public async Task<Result<DeletedDto>> Handle(ForgetParkedEvents request, CancellationToken ct) =>
        new DeletedDto(await parked.Forget(clock.GetUtcNow() - ForgetParkedEvents.Kept, ct));
}
