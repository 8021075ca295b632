using Halext.Domain.Accounts;
using Halext.Domain.Planner;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Planner;

internal sealed class PageConfiguration : IEntityTypeConfiguration<Page>, IEntityTypeConfiguration<PageShare>, IEntityTypeConfiguration<PageVersion>
{
    /// <summary>Keeps a text as it is, which jsonb would not.</summary>
    internal const string LayoutType = "json";

    public void Configure(EntityTypeBuilder<Page> builder)
    {
        builder.Property(p => p.Title).HasMaxLength(Page.TitleMaxLength);
        builder.Property(p => p.Description).HasMaxLength(Page.DescriptionMaxLength);
        builder.Property(p => p.Layout).HasColumnType(LayoutType);
        builder.Property(p => p.PublicToken).HasMaxLength(Page.PublicTokenMaxLength);
        builder.Ignore(p => p.State);
        builder.HasXminVersion();
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.AuthorId).OnDelete(DeleteBehavior.SetNull);
        builder.HasMany(p => p.Shares).WithOne().HasForeignKey(s => s.PageId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(p => p.Versions).WithOne().HasForeignKey(v => v.PageId).OnDelete(DeleteBehavior.Cascade);

        // Whoever reads a public page shows the token; the list is in order of creation.
        builder.HasIndex(p => p.PublicToken).IsUnique();
        builder.HasIndex(p => new { p.OwnerId, p.Id });
        builder.HasIndex(p => p.AuthorId);
    }

    public void Configure(EntityTypeBuilder<PageShare> builder)
    {
        builder.ToTable("PageShares");
        builder.HasKey(s => new { s.PageId, s.UserId });
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);

        // The key serves a page's shares, the index what is shared with somebody.
        builder.HasIndex(s => s.UserId);
    }

    public void Configure(EntityTypeBuilder<PageVersion> builder)
    {
        builder.ToTable("PageVersions");
        builder.HasKey(v => new { v.PageId, v.Number });
        builder.Property(v => v.Number).ValueGeneratedNever();
        builder.Property(v => v.Title).HasMaxLength(Page.TitleMaxLength);
        builder.Property(v => v.Description).HasMaxLength(Page.DescriptionMaxLength);
        builder.Property(v => v.Layout).HasColumnType(LayoutType);
        builder.HasOne<User>().WithMany().HasForeignKey(v => v.AuthorId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(v => v.AuthorId);
    }
}
