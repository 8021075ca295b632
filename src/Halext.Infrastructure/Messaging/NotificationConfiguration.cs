using Halext.Domain.Accounts;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Messaging;

internal sealed class NotificationConfiguration : IEntityTypeConfiguration<Notification>, IEntityTypeConfiguration<NotificationPreferences>
{
    private const int KindMaxLength = 20;

    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.Metadata.Model.AddSequence("notification_positions");
        builder.Property(n => n.Kind).HasConversion<string>().HasMaxLength(KindMaxLength);
        builder.Property(n => n.Key).HasMaxLength(Notification.KeyMaxLength);
        builder.Property(n => n.Title).HasMaxLength(Notification.TitleMaxLength);
        builder.Property(n => n.Body).HasMaxLength(Notification.BodyMaxLength);
        builder.Property(n => n.Data).HasColumnType("jsonb");
        builder.HasOne<User>().WithMany().HasForeignKey(n => n.UserId).OnDelete(DeleteBehavior.Cascade);

        // Nobody is told of the same thing twice; the key comes first, because what it stands for may end for everybody.
        builder.HasIndex(n => new { n.Key, n.UserId }).IsUnique();

        // The list, and the unread ones, which are counted without looking at the others.
        builder.HasIndex(n => new { n.UserId, n.Position }, "ix_notifications_user_id_position").IsUnique();
        builder.HasIndex(n => new { n.UserId, n.Position }, "ix_notifications_unread").HasFilter("read_at IS NULL");
    }

    public void Configure(EntityTypeBuilder<NotificationPreferences> builder)
    {
        builder.ToTable("NotificationPreferences");
        builder.HasKey(p => p.UserId);
        builder.Property(p => p.UserId).ValueGeneratedNever();
        builder.PrimitiveCollection(p => p.MutedKinds).ElementType(e => e.HasConversion<string>().HasMaxLength(KindMaxLength));
        builder.Property(p => p.TimeZone).HasMaxLength(NotificationPreferences.TimeZoneMaxLength);
        builder.Ignore(p => p.QuietHours);
        builder.HasOne<User>().WithOne().HasForeignKey<NotificationPreferences>(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
