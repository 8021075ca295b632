using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations;

/// <summary>The operations' window on the database.</summary>
public interface IOperationsDb
{
    DbSet<Job> Jobs { get; }

    DbSet<JobNode> JobNodes { get; }

    /// <summary>Those of <see cref="JobNodes"/> that are alive at this moment.</summary>
    IQueryable<JobNode> LiveJobNodes { get; }

    /// <summary>The queues in which something is ready to run.</summary>
    IQueryable<string> WaitingQueues { get; }

    DbSet<PausedQueue> PausedQueues { get; }

    DbSet<JobTally> JobTallies { get; }

    DbSet<AuditEntry> AuditEntries { get; }

    Task<int> SaveChangesAsync(CancellationToken ct);
}
