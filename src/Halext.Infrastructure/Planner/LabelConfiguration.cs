using Halext.Domain.Accounts;
using Halext.Domain.Planner;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Planner;

internal sealed class LabelConfiguration : IEntityTypeConfiguration<Label>
{
    public void Configure(EntityTypeBuilder<Label> builder)
    {
        builder.Property(l => l.Name).HasMaxLength(Label.NameMaxLength);
        builder.Property(l => l.Color).HasMaxLength(Label.ColorMaxLength);
        builder.HasXminVersion();
        builder.HasOne<User>().WithMany().HasForeignKey(l => l.OwnerId).OnDelete(DeleteBehavior.Cascade);

        // One label per name, and the list by name.
        builder.HasIndex(l => new { l.OwnerId, l.Name }).IsUnique();
    }
}
