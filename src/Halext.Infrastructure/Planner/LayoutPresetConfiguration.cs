using Halext.Domain.Accounts;
using Halext.Domain.Planner;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Planner;

internal sealed class LayoutPresetConfiguration : IEntityTypeConfiguration<LayoutPreset>
{
    public void Configure(EntityTypeBuilder<LayoutPreset> builder)
    {
        builder.Property(p => p.Name).HasMaxLength(LayoutPreset.NameMaxLength);
        builder.Property(p => p.Description).HasMaxLength(LayoutPreset.DescriptionMaxLength);
        builder.Property(p => p.Layout).HasColumnType(PageConfiguration.LayoutType);
        builder.Ignore(p => p.IsSystem);
        builder.HasXminVersion();
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(p => new { p.OwnerId, p.Id });
    }
}
