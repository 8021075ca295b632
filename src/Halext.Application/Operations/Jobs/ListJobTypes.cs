using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Jobs;

/// <summary>Every kind of job that this version knows.</summary>
[AdminOnly]
public sealed record ListJobTypes : IQuery<IReadOnlyList<JobTypeDto>>;

public sealed record JobTypeDto(
    string Name, string Description, string Category, string Queue, int Priority, int Retries, double BackoffSeconds, double TimeoutSeconds, string? Cron, string? TimeZone);

internal sealed class ListJobTypesHandler(JobTypes types) : IQueryHandler<ListJobTypes, IReadOnlyList<JobTypeDto>>
{
    public Task<Result<IReadOnlyList<JobTypeDto>>> Handle(ListJobTypes request, CancellationToken ct) =>
        Task.FromResult<Result<IReadOnlyList<JobTypeDto>>>(types.All
            .Select(t => new JobTypeDto(
                t.Name, t.Attribute.Description, t.Attribute.Category, t.Attribute.Queue, t.Attribute.Priority, t.Attribute.Retries,
                t.Attribute.BackoffSeconds, t.Attribute.TimeoutSeconds, t.Recurring?.Cron, t.Recurring?.TimeZone))
            .ToList());
}
