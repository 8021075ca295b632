using Halext.Domain.Accounts;
using Halext.Domain.Planner;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Planner;

internal sealed class CalendarEventConfiguration
    : IEntityTypeConfiguration<CalendarEvent>, IEntityTypeConfiguration<EventOverride>, IEntityTypeConfiguration<EventShare>
{
    public void Configure(EntityTypeBuilder<CalendarEvent> builder)
    {
        builder.Property(e => e.Uid).HasMaxLength(CalendarEvent.UidMaxLength);
        builder.Property(e => e.Title).HasMaxLength(CalendarEvent.TitleMaxLength);
        builder.Property(e => e.Description).HasMaxLength(CalendarEvent.DescriptionMaxLength);
        builder.Property(e => e.Location).HasMaxLength(CalendarEvent.LocationMaxLength);
        builder.Property(e => e.TimeZone).HasMaxLength(CalendarEvent.TimeZoneMaxLength);
        builder.Property(e => e.Rrule).HasMaxLength(RecurrenceRule.TextMaxLength);
        builder.Property(e => e.ForeignProperties).HasMaxLength(CalendarEvent.ForeignPropertiesMaxLength);
        builder.HasXminVersion();
        builder.HasOne<User>().WithMany().HasForeignKey(e => e.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(e => e.Overrides).WithOne().HasForeignKey(o => o.EventId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(e => e.Shares).WithOne().HasForeignKey(s => s.EventId).OnDelete(DeleteBehavior.Cascade);

        // What calendar programs call an event finds it again when it is imported anew.
        builder.HasIndex(e => new { e.OwnerId, e.Uid }).IsUnique();

        // The list of series; and a window's short events by their start, the others by looking at each.
        builder.HasIndex(e => new { e.OwnerId, e.StartTime });
        builder.HasIndex(e => new { e.OwnerId, e.SpanStart }).HasFilter("is_spanning");
    }

    public void Configure(EntityTypeBuilder<EventOverride> builder)
    {
        builder.ToTable("EventOverrides");
        builder.Property(o => o.Title).HasMaxLength(CalendarEvent.TitleMaxLength);
        builder.Property(o => o.Description).HasMaxLength(CalendarEvent.DescriptionMaxLength);
        builder.Property(o => o.Location).HasMaxLength(CalendarEvent.LocationMaxLength);
        builder.Property(o => o.ForeignProperties).HasMaxLength(CalendarEvent.ForeignPropertiesMaxLength);
        builder.HasIndex(o => new { o.EventId, o.OriginalStart }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<EventShare> builder)
    {
        builder.ToTable("EventShares");
        builder.HasKey(s => new { s.EventId, s.UserId });
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);

        // The key serves an event's shares, the index what is shared with somebody.
        builder.HasIndex(s => s.UserId);
    }
}
