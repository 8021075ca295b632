using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations;

/// <summary>The operations' window on the database.</summary>
public interface IOperationsDb
{
    DbSet<Job> Jobs { get; }

    DbSet<JobNode> JobNodes { get; }

    DbSet<PausedQueue> PausedQueues { get; }

    DbSet<JobTally> JobTallies { get; }

    DbSet<AuditEntry> AuditEntries { get; }

    Task<int> SaveChangesAsync(CancellationToken ct);
}
