using System.Linq.Expressions;
using Halext.Application.Common.Auditing;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>What the audit trail keeps of a job; it outlives it.</summary>
internal sealed record JobSnapshot(
    string Type, string Queue, int? UserId, JobState State, int Attempts, DateTimeOffset? CancelRequestedAt, string? ErrorCode, string? Error)
{
    private static readonly Expression<Func<Job, JobSnapshot>> Projection =
        j => new JobSnapshot(j.Type, j.Queue, j.UserId, j.State, j.Attempts, j.CancelRequestedAt, j.ErrorCode, j.Error);

    /// <summary>A job as it is now; null when there is none.</summary>
    public static Task<JobSnapshot?> Of(IOperationsDb db, Guid id, CancellationToken ct) =>
        db.Jobs.Where(j => j.Id == id).Select(Projection).FirstOrDefaultAsync(ct);
}

internal static class JobAudit
{
    /// <summary>Notes how a job is now, and how it was.</summary>
    public static void Changed(this AuditTrail trail, Guid job, JobSnapshot? before, JobSnapshot? after) => trail.Changed("jobs", job, before, after);
}
