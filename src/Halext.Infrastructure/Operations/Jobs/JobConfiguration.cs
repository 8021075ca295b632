using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Operations.Jobs;

internal sealed class JobConfiguration
    : IEntityTypeConfiguration<Job>, IEntityTypeConfiguration<JobNode>, IEntityTypeConfiguration<PausedQueue>, IEntityTypeConfiguration<JobTally>
{
    private const int StateMaxLength = 20;

    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("Jobs");
        builder.Property(j => j.Id).ValueGeneratedNever();
        builder.Property(j => j.Type).HasMaxLength(Job.TypeMaxLength);
        builder.Property(j => j.Payload).HasColumnType("jsonb");
        builder.Property(j => j.State).HasConversion<string>().HasMaxLength(StateMaxLength);
        builder.Property(j => j.Queue).HasMaxLength(Job.QueueMaxLength);
        builder.Property(j => j.UniqueKey).HasMaxLength(Job.KeyMaxLength);
        builder.Property(j => j.ConcurrencyKey).HasMaxLength(Job.KeyMaxLength);
        builder.Property(j => j.Firing).HasMaxLength(Job.KeyMaxLength);
        builder.Property(j => j.Cron).HasMaxLength(Recurrence.CronMaxLength);
        builder.Property(j => j.TimeZone).HasMaxLength(Recurrence.TimeZoneMaxLength);
        builder.Property(j => j.Misfire).HasConversion<string>().HasMaxLength(StateMaxLength);
        builder.Ignore(j => j.Series);
        builder.Property(j => j.ProgressText).HasMaxLength(Job.ProgressTextMaxLength);
        builder.Property(j => j.Logs).HasColumnType("jsonb");
        builder.Property(j => j.Result).HasColumnType("jsonb");
        builder.Property(j => j.ErrorCode).HasMaxLength(Job.ErrorCodeMaxLength);
        builder.Property(j => j.Error).HasMaxLength(Job.ErrorMaxLength);

        // What a worker takes next. Only what may run now is in it, so that what waits for its time costs nothing.
        builder.HasIndex(j => new { j.Queue, j.Priority, j.RunAt }, "ix_jobs_next").IsDescending(false, true, false).HasFilter("state = 'Queued'");

        // Whose time has come.
        builder.HasIndex(j => j.RunAt, "ix_jobs_waiting").HasFilter("state IN ('Scheduled', 'Retrying')");

        // The keys, held by the database itself: two nodes may try at once.
        builder.HasIndex(j => new { j.Type, j.UniqueKey }, "ix_jobs_unique").IsUnique()
            .HasFilter("unique_key IS NOT NULL AND state IN ('Scheduled', 'Queued', 'Running', 'Retrying')");
        builder.HasIndex(j => j.ConcurrencyKey, "ix_jobs_concurrency").IsUnique().HasFilter("concurrency_key IS NOT NULL AND state = 'Running'");
        builder.HasIndex(j => j.Firing).IsUnique();

        // The runs of one series.
        builder.HasIndex(j => new { j.SeriesId, j.Id }).HasFilter("series_id IS NOT NULL");

        // A worker's own jobs, what is forgotten, and the lists of admins.
        builder.HasIndex(j => j.NodeId).HasFilter("node_id IS NOT NULL");
        builder.HasIndex(j => j.ExpiresAt).HasFilter("expires_at IS NOT NULL");
        builder.HasIndex(j => new { j.State, j.Id });
    }

    public void Configure(EntityTypeBuilder<JobNode> builder)
    {
        builder.ToTable("JobNodes");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.Property(n => n.Name).HasMaxLength(JobNode.NameMaxLength);
        builder.Property(n => n.Queues).HasMaxLength(JobNode.QueuesMaxLength);
    }

    public void Configure(EntityTypeBuilder<PausedQueue> builder)
    {
        builder.ToTable("PausedQueues");
        builder.HasKey(q => q.Name);
        builder.Property(q => q.Name).HasMaxLength(Job.QueueMaxLength);
    }

    public void Configure(EntityTypeBuilder<JobTally> builder)
    {
        builder.ToTable("JobTallies");
        builder.HasKey(t => t.Minute);
        builder.Property(t => t.Minute).ValueGeneratedNever();
    }
}
