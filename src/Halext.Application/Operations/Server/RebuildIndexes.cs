using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>Has every index of the product's tables built anew, behind the request; one such job waits or runs at a time, whoever asked for it.</summary>
[AdminOnly]
public sealed record RebuildIndexes : ICommand<RebuildDto>;

/// <inheritdoc cref="ActionDto"/>
/// <param name="JobId">The job that does it, at <c>/admin/jobs/{id}</c>: another admin may have asked for it before.</param>
public sealed record RebuildDto(bool Success, string Status, string Message, Guid JobId);

internal sealed class RebuildIndexesHandler(IOperationsDb db, IJobQueue jobs) : ICommandHandler<RebuildIndexes, RebuildDto>
{
    public async Task<Result<RebuildDto>> Handle(RebuildIndexes request, CancellationToken ct)
    {
        var id = await jobs.Enqueue(new ReindexTables(), new JobOptions { UniqueKey = "all" }, ct);
        await db.SaveChangesAsync(ct);
        return new RebuildDto(true, ActionDto.SuccessStatus, $"The indexes are built anew by the job at /admin/jobs/{id}.", id);
    }
}
