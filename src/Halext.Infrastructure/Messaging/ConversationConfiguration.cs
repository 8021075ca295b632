using Halext.Domain.Accounts;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Halext.Infrastructure.Messaging;

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>, IEntityTypeConfiguration<ConversationParticipant>
{
    private const int ModeMaxLength = 20;

    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.Property(c => c.Title).HasMaxLength(Conversation.TitleMaxLength);
        builder.Property(c => c.Mode).HasConversion<string>().HasMaxLength(ModeMaxLength);
        builder.Property(c => c.DefaultModelId).HasMaxLength(Conversation.ModelMaxLength);
        builder.Property(c => c.SystemPrompt).HasMaxLength(Conversation.SystemPromptMaxLength);
        builder.Property(c => c.HiveMindGoal).HasMaxLength(Conversation.GoalMaxLength);
        builder.Property(c => c.PairKey).HasMaxLength(Conversation.PairKeyMaxLength);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(c => c.Participants).WithOne().HasForeignKey(p => p.ConversationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(c => c.OwnerId);

        // Two quick messages at once begin one conversation.
        builder.HasIndex(c => c.PairKey).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ConversationParticipant> builder)
    {
        builder.ToTable("ConversationParticipants");
        builder.HasKey(p => new { p.ConversationId, p.UserId });
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);

        // The key serves a conversation's people, the index a person's conversations.
        builder.HasIndex(p => p.UserId);
    }
}
