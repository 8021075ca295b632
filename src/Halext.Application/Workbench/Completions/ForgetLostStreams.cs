using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Workbench;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Workbench.Completions;

/// <summary>Deletes streams that died with their server and whose owner never came back: their next stream would have done it.</summary>
[AdminOnly]
[Job("workbench.forget-streams", "Deletes what is left of streams that died with their server.", Category = "maintenance")]
[Recurring(Cron.Hourly)]
public sealed record ForgetLostStreams : ICommand<DeletedDto>;

internal sealed class ForgetLostStreamsHandler(IWorkbenchDb db, TimeProvider clock) : ICommandHandler<ForgetLostStreams, DeletedDto>
{
    public async Task<Result<DeletedDto>> Handle(ForgetLostStreams request, CancellationToken ct)
    {
        var old = clock.GetUtcNow() - ChatStream.Lifetime;
        return new DeletedDto(await db.ChatStreams.Where(s => s.StartedAt < old).ExecuteDeleteAsync(ct));
    }
}
