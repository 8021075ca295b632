using System.Text.Json;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>All that is known of anybody's job.</summary>
[AdminOnly]
public sealed record DescribeJob(Guid Id) : IQuery<JobDetailsDto>;

/// <param name="Payload">The stored request.</param>
public sealed record JobDetailsDto(
    Guid Id, string Type, JobState State, string Queue, int Priority, int? UserId, JsonElement Payload, string? UniqueKey, string? ConcurrencyKey, int Attempts,
    int Crashes, Guid? NodeId, int Progress, string? ProgressText, JsonElement Logs, JsonElement? Result, JobErrorDto? Error, DateTimeOffset RunAt,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, DateTimeOffset? CancelRequestedAt, DateTimeOffset? ExpiresAt,
    JobSeriesDto? Series);

internal sealed class DescribeJobHandler(IOperationsDb db) : IQueryHandler<DescribeJob, JobDetailsDto>
{
    public async Task<Result<JobDetailsDto>> Handle(DescribeJob request, CancellationToken ct) =>
        await db.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == request.Id, ct) is { } job
            ? new JobDetailsDto(
                job.Id, job.Type, job.State, job.Queue, job.Priority, job.UserId, JsonElement.Parse(job.Payload), job.UniqueKey, job.ConcurrencyKey, job.Attempts,
                job.Crashes, job.NodeId, job.Progress, job.ProgressText, JsonElement.Parse(job.Logs), job.Result is null ? null : JsonElement.Parse(job.Result),
                job.ErrorCode is null ? null : new JobErrorDto(job.ErrorCode, job.Error!), job.RunAt,
                job.CreatedAt, job.StartedAt, job.FinishedAt, job.CancelRequestedAt, job.ExpiresAt, JobSeriesDto.Of(job))
            : JobErrors.NotFound(request.Id);
}
