using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Operations.Audit;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.Property(e => e.ActorName).HasMaxLength(AuditEntry.NameMaxLength);
        builder.Property(e => e.Via).HasMaxLength(AuditEntry.ViaMaxLength);
        builder.Property(e => e.Action).HasMaxLength(AuditEntry.ActionMaxLength);
        builder.Property(e => e.Outcome).HasMaxLength(AuditEntry.OutcomeMaxLength);
        builder.Property(e => e.TargetType).HasMaxLength(AuditEntry.TargetTypeMaxLength);
        builder.Property(e => e.TargetId).HasMaxLength(AuditEntry.TargetIdMaxLength);
        builder.Property(e => e.Address).HasMaxLength(AuditEntry.AddressMaxLength);
        builder.Property(e => e.RequestId).HasMaxLength(AuditEntry.RequestIdMaxLength);
        builder.Property(e => e.Payload).HasColumnType("jsonb");
        builder.Property(e => e.Before).HasColumnType("jsonb");
        builder.Property(e => e.After).HasColumnType("jsonb");

        // The filters of the list, each in its order; and the dates, by which old entries also go.
        builder.HasIndex(e => new { e.ActorId, e.Id });
        builder.HasIndex(e => new { e.Action, e.Id });
        builder.HasIndex(e => new { e.TargetType, e.TargetId, e.Id });
        builder.HasIndex(e => e.At);
    }
}
