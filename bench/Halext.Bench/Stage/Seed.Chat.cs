namespace Halext.Bench.Stage;

/// <summary>The rows of conversations.</summary>
internal sealed partial class Seed
{
    // The bench's users are the only ones; the first of them owns the conversation, and they write in turns.
    private const string ConversationSql =
        """
        WITH made AS (
            INSERT INTO conversations (owner_id, title, mode, with_ai, message_count, created_at, updated_at)
            SELECT min(id), 'Room', 'Group', false, $1, now(), now() FROM users
            RETURNING id
        ), people AS (
            INSERT INTO conversation_participants (conversation_id, user_id, read_count, joined_at)
            SELECT made.id, u.id, $1, now() FROM made, users u
        ), messages AS (
            INSERT INTO chat_messages (conversation_id, number, author_id, author_type, content, reactions, created_at)
            SELECT made.id, n, u.ids[1 + n % cardinality(u.ids)], 'User', 'What is to be said about number ' || n, '[]', now() - ($1 - n) * interval '1 second'
            FROM made, generate_series(1, $1) n, (SELECT array_agg(id) AS ids FROM users) u
            ORDER BY n
        )
        SELECT id FROM made
        """;

    /// <summary>Begins a conversation of everybody with an account, and fills it.</summary>
    /// <returns>Its id.</returns>
    public async Task<int> AddConversation(int messages, CancellationToken ct)
    {
        await using var connection = await Open(ct);

        // Words are indexed at the end: one by one that would take minutes.
        await Execute(connection, "ALTER TABLE chat_messages SET (autovacuum_enabled = false); DROP INDEX ix_chat_messages_content", ct);
        var id = await Scalar<int>(connection, ConversationSql, ct, messages);
        await Execute(connection, "CREATE INDEX ix_chat_messages_content ON chat_messages USING gin (to_tsvector('simple', content)); ALTER TABLE chat_messages RESET (autovacuum_enabled)", ct);
        await Settle(connection, ct);
        return id;
    }
}
