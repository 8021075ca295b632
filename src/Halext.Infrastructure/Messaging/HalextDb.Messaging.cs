using Halext.Application.Messaging;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Infrastructure.Common.Data;

public sealed partial class HalextDb : IMessagingDb
{
    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<ConversationParticipant> Participants => Set<ConversationParticipant>();

    public DbSet<ChatMessage> Messages => Set<ChatMessage>();

    public DbSet<Generation> Generations => Set<Generation>();

    public DbSet<GenerationPiece> GenerationPieces => Set<GenerationPiece>();

    public IQueryable<Conversation> LockConversation(int id) => Conversations.FromSql($"SELECT * FROM conversations WHERE id = {id} FOR UPDATE");

    public IQueryable<Conversation> LockConversationOf(int messageId) => Conversations.FromSql(
        $"SELECT * FROM conversations WHERE id = (SELECT conversation_id FROM chat_messages WHERE id = {messageId}) FOR UPDATE");

    public IQueryable<Conversation> LockConversationBetween(int userId, int otherId) => Conversations.FromSql(
        $"""
        SELECT * FROM conversations WHERE id = (
            SELECT c.id
            FROM conversation_participants mine
            JOIN conversation_participants other ON other.conversation_id = mine.conversation_id AND other.user_id = {otherId}
            JOIN conversations c ON c.id = mine.conversation_id
            WHERE mine.user_id = {userId}
              AND NOT EXISTS (
                SELECT FROM conversation_participants third
                WHERE third.conversation_id = c.id AND third.user_id NOT IN ({userId}, {otherId}))
            ORDER BY c.updated_at DESC, c.id DESC
            LIMIT 1)
        FOR UPDATE
        """);

    // The same expression as the index, or PostgreSQL would not use it.
    public IQueryable<ChatMessage> MessagesContaining(string text) =>
        Messages.Where(m => EF.Functions.ToTsVector("simple", m.Content).Matches(EF.Functions.WebSearchToTsQuery("simple", text)));
}
