using Halext.Application.Operations;
using Halext.Domain.Operations;
using Halext.Infrastructure.Operations.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Halext.Infrastructure.Common.Data;

public sealed partial class HalextDb : IOperationsDb
{
    public DbSet<Job> Jobs => Set<Job>();

    public DbSet<JobNode> JobNodes => Set<JobNode>();

    public IQueryable<JobNode> LiveJobNodes => JobNodes.FromSqlRaw(JobSeat.LiveNodesSql);

    public IQueryable<string> WaitingQueues => Database.SqlQueryRaw<string>(JobStore.WaitingQueuesSql);

    public DbSet<PausedQueue> PausedQueues => Set<PausedQueue>();

    public DbSet<JobTally> JobTallies => Set<JobTally>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
}
