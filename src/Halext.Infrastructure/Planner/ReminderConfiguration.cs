using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Planner;

/// <summary>Rows come from triggers on events, event_overrides and tasks: see <c>Migrations/RemindersSchema.cs</c>.</summary>
internal sealed class ReminderConfiguration : IEntityTypeConfiguration<Reminder>
{
    private const int SubjectMaxLength = 10;

    public void Configure(EntityTypeBuilder<Reminder> builder)
    {
        builder.HasKey(r => new { r.Subject, r.SubjectId });
        builder.Property(r => r.Subject).HasConversion<string>().HasMaxLength(SubjectMaxLength);

        // It outlives what it speaks of for a moment, to take back what people were told: so there is no foreign key.
        builder.Property(r => r.SubjectId).ValueGeneratedNever();

        // What there is to look at.
        builder.HasIndex(r => r.LookAt);
    }
}
