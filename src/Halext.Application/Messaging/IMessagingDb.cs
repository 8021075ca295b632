using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Halext.Application.Messaging;

/// <summary>Messaging's window on the database.</summary>
public interface IMessagingDb
{
    DbSet<Conversation> Conversations { get; }

    DbSet<ConversationParticipant> Participants { get; }

    DbSet<ChatMessage> Messages { get; }

    DbSet<Generation> Generations { get; }

    DbSet<GenerationPiece> GenerationPieces { get; }

    /// <summary>
    /// The conversation, locked until the transaction ends. Whatever counts its messages or its people takes this lock first, so messages are
    /// numbered without gaps, their ids grow in the order in which they become visible, and nobody posts where they have just been removed.
    /// </summary>
    IQueryable<Conversation> LockConversation(int id);

    /// <summary>The conversation of a message, locked like <see cref="LockConversation"/>.</summary>
    IQueryable<Conversation> LockConversationOf(int messageId);

    /// <summary>The conversation that was used last of those with exactly these two participants, locked like <see cref="LockConversation"/>.</summary>
    IQueryable<Conversation> LockConversationBetween(int userId, int otherId);

    /// <summary>The messages that contain all the words of a text, in any case; "in quotes" in this order, -without this one.</summary>
    IQueryable<ChatMessage> MessagesContaining(string text);

    /// <summary>Opens a transaction around several saves; dispose it without commit to roll back.</summary>
    Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct);

    Task<int> SaveChangesAsync(CancellationToken ct);
}
