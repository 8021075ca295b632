using System.Text.Json;
using Halext.Domain.Accounts;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Messaging;

internal sealed class GenerationConfiguration : IEntityTypeConfiguration<Generation>, IEntityTypeConfiguration<GenerationPiece>
{
    private const int StateMaxLength = 20;

    public void Configure(EntityTypeBuilder<Generation> builder)
    {
        builder.Property(g => g.Id).ValueGeneratedNever();
        builder.Property(g => g.Model).HasMaxLength(Conversation.ModelMaxLength);
        builder.Property(g => g.State).HasConversion<string>().HasMaxLength(StateMaxLength);
        builder.Property(g => g.Options).HasColumnType("jsonb").HasConversion(
            options => JsonSerializer.Serialize(options, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<GenerationOptions>(json, JsonSerializerOptions.Default)!);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(g => g.ConversationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(g => g.UserId).OnDelete(DeleteBehavior.Cascade);

        // A question is answered once, and those that run in a conversation are few.
        builder.HasIndex(g => new { g.ConversationId, g.QuestionNumber }).IsUnique();
        builder.HasIndex(g => g.UserId);

        // What was lost, and what is too old.
        builder.HasIndex(g => g.AliveAt);
    }

    public void Configure(EntityTypeBuilder<GenerationPiece> builder)
    {
        // Written many times a second. A crash of the database ends the answer anyway.
        builder.ToTable("GenerationPieces").IsUnlogged();
        builder.HasKey(p => new { p.GenerationId, p.Start });
        builder.Property(p => p.Text).HasMaxLength(GenerationPiece.MaxLength);
        builder.HasOne<Generation>().WithMany().HasForeignKey(p => p.GenerationId).OnDelete(DeleteBehavior.Cascade);
    }
}
