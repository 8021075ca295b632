using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Jobs;

/// <summary>Cancels anybody's job: one that waits never runs, one that runs is told to stop.</summary>
[AdminOnly]
public sealed record CancelAnyJob(Guid Id) : ICommand;

internal sealed class CancelAnyJobHandler(IOperationsDb db, TimeProvider clock) : ICommandHandler<CancelAnyJob>
{
    public Task<Result<Done>> Handle(CancelAnyJob request, CancellationToken ct) => db.Jobs.Cancel(request.Id, clock.GetUtcNow(), ct);
}
