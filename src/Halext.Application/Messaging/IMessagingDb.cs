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

    DbSet<UserPresence> Presences { get; }

    DbSet<PresenceConnection> PresenceConnections { get; }

    DbSet<PresenceNode> PresenceNodes { get; }

    DbSet<Notification> Notifications { get; }

    DbSet<NotificationPreferences> NotificationPreferences { get; }

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

    /// <summary>The presences of these people, made where there are none yet, and locked until the transaction ends.</summary>
    Task<List<UserPresence>> LockPresences(IReadOnlyCollection<int> userIds, CancellationToken ct);

    /// <summary>The presences of those with a visit that is over or a socket on a node that died; locked, without those that others hold.</summary>
    IQueryable<UserPresence> LockAbandonedPresences(DateTimeOffset now, int limit);

    /// <summary>Writes down when people were last seen, where that is news by at least a step and they do not hide.</summary>
    Task RefreshLastSeen(IReadOnlyDictionary<int, DateTimeOffset> heard, TimeSpan step, CancellationToken ct);

    /// <summary>Makes a node known; a known one stays as it is.</summary>
    Task EnsurePresenceNode(Guid nodeId, DateTimeOffset expiresAt, CancellationToken ct);

    /// <summary>Somebody's notification, locked until the transaction ends, so that none is read and renewed at the same time.</summary>
    IQueryable<Notification> LockNotification(int id, int userId);

    /// <summary>The notifications under a key that these people have, locked like <see cref="LockNotification"/>.</summary>
    IQueryable<Notification> LockNotifications(string key, IReadOnlyCollection<int> userIds);

    /// <summary>Everybody's notifications under a key, locked like <see cref="LockNotification"/>.</summary>
    IQueryable<Notification> LockNotifications(string key);

    /// <summary>The newest notification that somebody has not read, locked like <see cref="LockNotification"/>.</summary>
    IQueryable<Notification> LockNewestUnread(int userId);

    /// <summary>Positions for notifications, each given out once and higher than all before.</summary>
    Task<IReadOnlyList<long>> NextNotificationPositions(int count, CancellationToken ct);

    /// <summary>Deletes all but the newest notifications of these people.</summary>
    Task TrimNotifications(IReadOnlyCollection<int> userIds, int keep, CancellationToken ct);

    /// <summary>Stores with the next save what happens to rows that are not loaded.</summary>
    void Announce(IEnumerable<ConversationEvent> happened);

    /// <summary>Opens a transaction around several saves; dispose it without commit to roll back.</summary>
    Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct);

    Task<int> SaveChangesAsync(CancellationToken ct);
}
