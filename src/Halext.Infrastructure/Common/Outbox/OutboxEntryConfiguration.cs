using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Common.Outbox;

internal sealed class OutboxEntryConfiguration : IEntityTypeConfiguration<OutboxEntry>
{
    public void Configure(EntityTypeBuilder<OutboxEntry> builder)
    {
        builder.ToTable("Outbox");
        builder.Property(e => e.Type).HasMaxLength(OutboxEntry.TypeMaxLength);
        builder.Property(e => e.Stream).HasMaxLength(OutboxEntry.StreamMaxLength);
        builder.Property(e => e.Payload).HasMaxLength(OutboxEntry.PayloadMaxLength);
        builder.Property(e => e.Error).HasMaxLength(OutboxEntry.ErrorMaxLength);

        // What is due next, and what was given up.
        builder.HasIndex(e => new { e.Id, e.AvailableAt }).HasFilter("parked_at IS NULL");
        builder.HasIndex(e => e.ParkedAt).HasFilter("parked_at IS NOT NULL");
    }
}
