using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>Has every index of the database built anew, behind the request; one such job waits or runs at a time.</summary>
[AdminOnly]
public sealed record RebuildIndexes : ICommand<RebuildDto>;

/// <inheritdoc cref="ActionDto"/>
/// <param name="JobId">The job that does it, at <c>/jobs/{id}</c>.</param>
public sealed record RebuildDto(bool Success, string Status, string Message, Guid JobId);

internal sealed class RebuildIndexesHandler(IOperationsDb db, IJobQueue jobs) : ICommandHandler<RebuildIndexes, RebuildDto>
{
    public async Task<Result<RebuildDto>> Handle(RebuildIndexes request, CancellationToken ct)
    {
        var id = await jobs.Enqueue(new ReindexTables(), new JobOptions { UniqueKey = "all" }, ct);
        await db.SaveChangesAsync(ct);
        return new RebuildDto(true, ActionDto.SuccessStatus, $"The indexes are built anew by job {id}.", id);
    }
}
