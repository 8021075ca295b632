using Halext.Domain.Accounts;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Messaging;

internal sealed class PresenceConfiguration
    : IEntityTypeConfiguration<UserPresence>, IEntityTypeConfiguration<PresenceConnection>, IEntityTypeConfiguration<PresenceNode>
{
    private const int StatusMaxLength = 20;

    public void Configure(EntityTypeBuilder<UserPresence> builder)
    {
        builder.ToTable("UserPresences");
        builder.HasKey(p => p.UserId);
        builder.Property(p => p.UserId).ValueGeneratedNever();
        builder.Property(p => p.Status).HasConversion<string>().HasMaxLength(StatusMaxLength);
        builder.Property(p => p.Shown).HasConversion<string>().HasMaxLength(StatusMaxLength);
        builder.Property(p => p.CurrentActivity).HasMaxLength(UserPresence.ActivityMaxLength);
        builder.Property(p => p.StatusMessage).HasMaxLength(UserPresence.MessageMaxLength);
        builder.HasOne<User>().WithOne().HasForeignKey<UserPresence>(p => p.UserId).OnDelete(DeleteBehavior.Cascade);

        // Visits that are over.
        builder.HasIndex(p => p.VisitEndsAt).HasFilter("visit_ends_at IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<PresenceConnection> builder)
    {
        builder.ToTable("PresenceConnections");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<PresenceNode>().WithMany().HasForeignKey(c => c.NodeId).OnDelete(DeleteBehavior.Cascade);

        // Somebody's sockets, and those of a node that died.
        builder.HasIndex(c => c.UserId);
        builder.HasIndex(c => c.NodeId);
    }

    public void Configure(EntityTypeBuilder<PresenceNode> builder)
    {
        builder.ToTable("PresenceNodes");
        builder.Property(n => n.Id).ValueGeneratedNever();
    }
}
