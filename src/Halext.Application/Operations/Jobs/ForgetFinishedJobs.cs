using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>Deletes jobs whose results nobody has a claim to any more, and dead letters that nobody wanted.</summary>
[AdminOnly]
[Job("operations.forget-jobs", "Deletes finished jobs after a day and dead letters after a week.", Category = "maintenance")]
[Recurring(Cron.Hourly)]
public sealed record ForgetFinishedJobs : ICommand<DeletedDto>;

internal sealed class ForgetFinishedJobsHandler(IOperationsDb db, IJobProgress progress, TimeProvider clock) : ICommandHandler<ForgetFinishedJobs, DeletedDto>
{
    private const int Portion = 5_000;

    public async Task<Result<DeletedDto>> Handle(ForgetFinishedJobs request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var total = 0;
        int deleted;
        do
        {
            // Small statements: others want the table, too.
            deleted = await db.Jobs
                .Where(j => db.Jobs.Where(old => old.ExpiresAt < now).OrderBy(old => old.ExpiresAt).Select(old => old.Id).Take(Portion).Contains(j.Id))
                .ExecuteDeleteAsync(ct);
            total += deleted;
            progress.Report(0, $"{total} deleted");
        }
        while (deleted == Portion);

        var oldest = JobTally.MinuteOf(now - JobTally.Kept);
        await db.JobTallies.Where(t => t.Minute < oldest).ExecuteDeleteAsync(ct);
        return new DeletedDto(total);
    }
}
