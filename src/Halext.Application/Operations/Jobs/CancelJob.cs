using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>
/// Cancels a job of the signed-in person: one that waits never runs, one that runs is told to stop. A series ends with it; it may be named by
/// its first job, however long that has ended.
/// </summary>
public sealed record CancelJob(Guid Id) : ICommand;

internal sealed class CancelJobHandler(IOperationsDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<CancelJob>
{
    public Task<Result<Done>> Handle(CancelJob request, CancellationToken ct) =>
        db.Jobs.Where(j => j.UserId == user.Id).Cancel(request.Id, clock.GetUtcNow(), ct);
}

internal static class Cancelling
{
    private const int AttemptsMax = 2;

    /// <summary>Cancels one of these jobs, whether it waits or runs, or the open one of a series.</summary>
    public static async Task<Result<Done>> Cancel(this IQueryable<Job> jobs, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        var named = jobs.Where(j => j.Id == id || j.SeriesId == id);
        for (var attempt = 1; ; attempt++)
        {
            // One statement: between a look and a change a worker could take it.
            var changed = await named.Where(j => Job.OpenStates.Contains(j.State)).ExecuteUpdateAsync(
                set => set
                    .SetProperty(j => j.CancelRequestedAt, now)
                    .SetProperty(j => j.State, j => j.State == JobState.Running ? JobState.Running : JobState.Cancelled)
                    .SetProperty(j => j.FinishedAt, j => j.State == JobState.Running ? null : now)
                    .SetProperty(j => j.ExpiresAt, j => j.State == JobState.Running ? null : now + Job.ResultKept),
                ct);
            if (changed > 0)
                return Done.Result;

            // While the statement waited for a run of a series to end, the next one came, which it could not see.
            var isOpen = await named.Select(j => (bool?)Job.OpenStates.Contains(j.State)).OrderByDescending(open => open).FirstOrDefaultAsync(ct);
            if (isOpen is null)
                return JobErrors.NotFound(id);
            if (isOpen is false || attempt == AttemptsMax)
                return JobErrors.Finished;
        }
    }
}
