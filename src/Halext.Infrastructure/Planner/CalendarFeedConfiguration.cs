using Halext.Domain.Accounts;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Planner;

internal sealed class CalendarFeedConfiguration : IEntityTypeConfiguration<CalendarFeed>
{
    public void Configure(EntityTypeBuilder<CalendarFeed> builder)
    {
        builder.Property(f => f.Name).HasMaxLength(CalendarFeed.NameMaxLength);
        builder.HasOne<User>().WithMany().HasForeignKey(f => f.OwnerId).OnDelete(DeleteBehavior.Cascade);

        // Whoever reads it shows the token; the owner lists them.
        builder.HasIndex(f => f.TokenHash).IsUnique();
        builder.HasIndex(f => f.OwnerId);
    }
}
