using Halext.Domain.Accounts;
using Halext.Domain.Planner;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Planner;

internal sealed class TaskItemConfiguration : IEntityTypeConfiguration<TaskItem>
{
    public void Configure(EntityTypeBuilder<TaskItem> builder)
    {
        builder.Property(t => t.Title).HasMaxLength(TaskItem.TitleMaxLength);
        builder.Property(t => t.Description).HasMaxLength(TaskItem.DescriptionMaxLength);
        builder.Property(t => t.Uid).HasMaxLength(CalendarEvent.UidMaxLength);
        builder.Property(t => t.ForeignProperties).HasMaxLength(CalendarEvent.ForeignPropertiesMaxLength);
        builder.HasXminVersion();
        builder.Ignore(t => t.Completed);
        builder.HasOne<User>().WithMany().HasForeignKey(t => t.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(t => t.Labels).WithMany().UsingEntity(
            "TaskLabels",
            right => right.HasOne(typeof(Label)).WithMany().HasForeignKey("LabelId").OnDelete(DeleteBehavior.Cascade),
            left => left.HasOne(typeof(TaskItem)).WithMany().HasForeignKey("TaskId").OnDelete(DeleteBehavior.Cascade),
            join =>
            {
                // The key serves a task's labels, the index a label's tasks.
                join.HasKey("TaskId", "LabelId");
                join.HasIndex("LabelId");
            });

        // What calendar programs call a task finds it again when it is imported anew.
        builder.HasIndex(t => new { t.OwnerId, t.Uid }).IsUnique();

        // The list, newest first, and by due date.
        builder.HasIndex(t => new { t.OwnerId, t.Id }).IsDescending(false, true);
        builder.HasIndex(t => new { t.OwnerId, t.DueDate });
    }
}
