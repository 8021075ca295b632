using Halext.Domain.Accounts;
using Halext.Domain.Assistant;
using Halext.Domain.Workbench;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Workbench;

internal sealed class ChatStreamConfiguration : IEntityTypeConfiguration<ChatStream>
{
    public void Configure(EntityTypeBuilder<ChatStream> builder)
    {
        // A crash of the database ends the streams anyway.
        builder.ToTable("ChatStreams").IsUnlogged();
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Model).HasMaxLength(ModelIdentifier.MaxLength);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => s.UserId);
    }
}
