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

    public DbSet<UserPresence> Presences => Set<UserPresence>();

    public DbSet<PresenceConnection> PresenceConnections => Set<PresenceConnection>();

    public DbSet<PresenceNode> PresenceNodes => Set<PresenceNode>();

    public DbSet<Notification> Notifications => Set<Notification>();

    public DbSet<NotificationPreferences> NotificationPreferences => Set<NotificationPreferences>();

    public void Announce(IEnumerable<ConversationEvent> happened) => AddToOutbox(happened);

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

    // Always in the same order, so that two who lock several wait for each other instead of forever. The update changes nothing but locks.
    public Task<List<UserPresence>> LockPresences(IReadOnlyCollection<int> userIds, CancellationToken ct) => Presences.FromSql(
        $"""
        INSERT INTO user_presences (user_id, status, shown)
        SELECT id, {nameof(PresenceStatus.Online)}, {nameof(PresenceStatus.Offline)} FROM unnest({userIds.ToArray()}) AS id ORDER BY id
        ON CONFLICT (user_id) DO UPDATE SET status = user_presences.status
        RETURNING *
        """).ToListAsync(ct);

    public IQueryable<UserPresence> LockAbandonedPresences(DateTimeOffset now, int limit) => Presences.FromSql(
        $"""
        SELECT * FROM user_presences WHERE user_id IN (
            SELECT user_id FROM user_presences WHERE visit_ends_at <= {now}
            UNION ALL
            SELECT c.user_id FROM presence_connections c JOIN presence_nodes n ON n.id = c.node_id WHERE n.expires_at <= {now})
        ORDER BY user_id LIMIT {limit}
        FOR UPDATE SKIP LOCKED
        """);

    public Task RefreshLastSeen(IReadOnlyDictionary<int, DateTimeOffset> heard, TimeSpan step, CancellationToken ct) => Database.ExecuteSqlAsync(
        $"""
        UPDATE user_presences p SET last_seen = h.at
        FROM unnest({heard.Keys.ToArray()}, {heard.Values.Select(at => at.UtcDateTime).ToArray()}) AS h (user_id, at)
        WHERE p.user_id = h.user_id AND p.shown <> {nameof(PresenceStatus.Offline)} AND p.last_seen <= h.at - {step}
        """,
        ct);

    public Task EnsurePresenceNode(Guid nodeId, DateTimeOffset expiresAt, CancellationToken ct) => Database.ExecuteSqlAsync(
        $"INSERT INTO presence_nodes (id, expires_at) VALUES ({nodeId}, {expiresAt}) ON CONFLICT DO NOTHING", ct);

    public IQueryable<Notification> LockNotification(int id, int userId) =>
        Notifications.FromSql($"SELECT * FROM notifications WHERE id = {id} AND user_id = {userId} FOR UPDATE");

    public IQueryable<Notification> LockNotifications(string key, IReadOnlyCollection<int> userIds) =>
        Notifications.FromSql($"SELECT * FROM notifications WHERE key = {key} AND user_id = ANY({userIds.ToArray()}) ORDER BY user_id FOR UPDATE");

    public IQueryable<Notification> LockNotifications(string key) =>
        Notifications.FromSql($"SELECT * FROM notifications WHERE key = {key} ORDER BY user_id FOR UPDATE");

    public IQueryable<Notification> LockNewestUnread(int userId) => Notifications.FromSql(
        $"SELECT * FROM notifications WHERE user_id = {userId} AND read_at IS NULL ORDER BY position DESC LIMIT 1 FOR UPDATE");

    public async Task<IReadOnlyList<long>> NextNotificationPositions(int count, CancellationToken ct) =>
        await Database.SqlQuery<long>($"SELECT nextval('notification_positions') AS \"Value\" FROM generate_series(1, {count})").ToListAsync(ct);

    // Once for each person, not for each of their rows.
    public Task TrimNotifications(IReadOnlyCollection<int> userIds, int keep, CancellationToken ct) => Database.ExecuteSqlAsync(
        $"""
        WITH oldest AS MATERIALIZED (
            SELECT u.id, (SELECT n.position FROM notifications n WHERE n.user_id = u.id ORDER BY n.position DESC OFFSET {keep} LIMIT 1) AS position
            FROM unnest({userIds.ToArray()}) AS u (id))
        DELETE FROM notifications n USING oldest o WHERE n.user_id = o.id AND n.position <= o.position
        """, ct);
}
