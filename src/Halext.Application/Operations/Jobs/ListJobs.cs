using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>Everybody's jobs, newest first.</summary>
/// <param name="State">Only those in this state; dead letters are <c>dead</c>.</param>
/// <param name="Type">Only those of this type.</param>
/// <param name="Queue">Only those of this queue.</param>
/// <param name="UserId">Only those of this account.</param>
/// <param name="Before">Only those older than the job with this id: the last one of the previous page.</param>
/// <param name="Limit">1 to 500.</param>
/// <param name="Series">Only those of this series.</param>
/// <param name="IsRepeating">Only those that repeat by somebody's wish, or only those that do not.</param>
[AdminOnly]
public sealed record ListJobs(JobState? State = null, string? Type = null, string? Queue = null, int? UserId = null, Guid? Before = null, int Limit = 100,
    Guid? Series = null, bool? IsRepeating = null)
    : IQuery<IReadOnlyList<JobRowDto>>;

/// <summary>A job as admins see it in lists.</summary>
public sealed record JobRowDto(
    Guid Id, string Type, JobState State, string Queue, int Priority, int? UserId, int Attempts, int Crashes, Guid? NodeId, int Progress, string? ProgressText,
    string? ErrorCode, string? Error, DateTimeOffset RunAt, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, Guid? SeriesId, string? Cron,
    string? TimeZone);

internal sealed class ListJobsValidator : AbstractValidator<ListJobs>
{
    public ListJobsValidator()
    {
        RuleFor(x => x.Type).MaximumLength(Job.TypeMaxLength);
        RuleFor(x => x.Queue).MaximumLength(Job.QueueMaxLength);
        RuleFor(x => x.Limit).InclusiveBetween(1, 500);
    }
}

internal sealed class ListJobsHandler(IOperationsDb db) : IQueryHandler<ListJobs, IReadOnlyList<JobRowDto>>
{
    public async Task<Result<IReadOnlyList<JobRowDto>>> Handle(ListJobs request, CancellationToken ct)
    {
        var jobs = db.Jobs.AsNoTracking();
        if (request.State is { } state)
            jobs = jobs.Where(j => j.State == state);
        if (request.Type is { } type)
            jobs = jobs.Where(j => j.Type == type);
        if (request.Queue is { } queue)
            jobs = jobs.Where(j => j.Queue == queue);
        if (request.UserId is { } userId)
            jobs = jobs.Where(j => j.UserId == userId);
        if (request.Before is { } before)
            jobs = jobs.Where(j => j.Id < before);
        if (request.Series is { } series)
            jobs = jobs.Where(j => j.SeriesId == series);
        if (request.IsRepeating is { } isRepeating)
            jobs = jobs.Where(j => j.SeriesId != null == isRepeating);
        return await jobs.OrderByDescending(j => j.Id).Take(request.Limit)
            .Select(j => new JobRowDto(
                j.Id, j.Type, j.State, j.Queue, j.Priority, j.UserId, j.Attempts, j.Crashes, j.NodeId, j.Progress, j.ProgressText,
                j.ErrorCode, j.Error, j.RunAt, j.CreatedAt, j.StartedAt, j.FinishedAt, j.SeriesId, j.Cron, j.TimeZone))
            .ToListAsync(ct);
    }
}
