using System.Text.Json;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>How far a job of the signed-in person is, and what came of it. Where the first job of a series is forgotten, its id leads to the newest.</summary>
public sealed record GetJob(Guid Id) : IQuery<JobDto>;

internal sealed class GetJobHandler(IOperationsDb db, ICurrentUser user) : IQueryHandler<GetJob, JobDto>
{
    public async Task<Result<JobDto>> Handle(GetJob request, CancellationToken ct)
    {
        var job = await db.Jobs.AsNoTracking().Where(j => (j.Id == request.Id || j.SeriesId == request.Id) && j.UserId == user.Id)
            .OrderByDescending(j => j.Id == request.Id).ThenByDescending(j => j.Id)
            .FirstOrDefaultAsync(ct);
        return job is null ? JobErrors.NotFound(request.Id) : Describe(job);
    }

    private static JobDto Describe(Job job) => new(
        job.Id, job.Type, job.State, job.Attempts, job.RunAt, job.Progress, job.ProgressText,
        job.Result is null ? null : JsonElement.Parse(job.Result),
        job.ErrorCode is null ? null : new JobErrorDto(job.ErrorCode, JobErrors.ForOwner(job.ErrorCode, job.Error!)),
        JsonElement.Parse(job.Logs), job.CreatedAt, job.StartedAt, job.FinishedAt, JobSeriesDto.Of(job));
}
