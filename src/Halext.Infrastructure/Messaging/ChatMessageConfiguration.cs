using System.Text.Json;
using Halext.Domain.Accounts;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Halext.Infrastructure.Messaging;

internal sealed class ChatMessageConfiguration : IEntityTypeConfiguration<ChatMessage>
{
    private const int AuthorTypeMaxLength = 20;
    private const int FailureMessageMaxLength = 1_000;

    public void Configure(EntityTypeBuilder<ChatMessage> builder)
    {
        builder.ToTable("ChatMessages");
        builder.Property(m => m.AuthorType).HasConversion<string>().HasMaxLength(AuthorTypeMaxLength);
        builder.Property(m => m.Content).HasMaxLength(ChatMessage.AnswerMaxLength + FailureMessageMaxLength);
        builder.Property(m => m.ModelUsed).HasMaxLength(Conversation.ModelMaxLength);
        builder.Property(m => m.Cost).HasPrecision(19, 9);
        builder.Property(m => m.Failure).HasColumnType("jsonb").HasConversion(
            failure => JsonSerializer.Serialize(failure, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<MessageFailure>(json, JsonSerializerOptions.Default)!);
        builder.Property(m => m.ClientMessageId).HasMaxLength(ChatMessage.ClientMessageIdMaxLength);

        // In the message's own row, so that a page of messages is one statement. They are replaced, never changed, so references tell.
        builder.Property(m => m.Reactions).HasColumnType("jsonb").HasConversion(
            new ValueConverter<IReadOnlyList<MessageReaction>, string>(r => Write(r), json => Read(json)),
            new ValueComparer<IReadOnlyList<MessageReaction>>((a, b) => ReferenceEquals(a, b), r => r.Count, r => r));
        builder.HasOne(m => m.Conversation).WithMany().HasForeignKey(m => m.ConversationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(m => m.AuthorId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<ChatMessage>().WithMany().HasForeignKey(m => m.ReplyToId).OnDelete(DeleteBehavior.SetNull);

        // A conversation's messages in order, the newest one, and how far somebody has read.
        builder.HasIndex(m => new { m.ConversationId, m.Number }).IsUnique();

        // What a client sends again under the same name is the same message.
        builder.HasIndex(m => new { m.AuthorId, m.ConversationId, m.ClientMessageId }).IsUnique();
        builder.HasIndex(m => m.ReplyToId);
        builder.HasIndex(m => m.Content).HasMethod("gin").IsTsVectorExpressionIndex("simple");
    }

    private static string Write(IReadOnlyList<MessageReaction> reactions) => JsonSerializer.Serialize(reactions);

    private static List<MessageReaction> Read(string json) => JsonSerializer.Deserialize<List<MessageReaction>>(json)!;
}
