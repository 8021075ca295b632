using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Messaging.Conversations;

/// <summary>What happens in a conversation while a request waits for its turn in it. A server of its own: it is looked at who waits.</summary>
public sealed class ConversationRaceTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await TestServer.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Who_leaves_while_being_named_does_not_become_the_owner()
    {
        var (ada, bob) = (await _server.SignUp("ada"), await _server.SignUp("bob"));
        var id = await ada.Begin(bob);
        using var answer = await While(
            id,
            $"DELETE FROM conversation_participants WHERE conversation_id = {id} AND user_id = {bob.Id}",
            () => ada.Client.PutJson($"/conversations/{id}/participants/{bob.Username}", new { role = "owner" }));
        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
        Assert.That((await ada.Conversation(id)).GetProperty("owner_id").GetInt32(), Is.EqualTo(ada.Id));
    }

    [Test]
    public async Task Who_is_taken_out_while_reacting_does_not_react()
    {
        var (ada, bob) = (await _server.SignUp("ada"), await _server.SignUp("bob"));
        var id = await ada.Begin(bob);
        var message = await ada.Post(id);
        using var answer = await While(
            id,
            $"DELETE FROM conversation_participants WHERE conversation_id = {id} AND user_id = {bob.Id}",
            () => bob.Client.PutJson($"/messages/{message.Id()}/reactions/x", new { }));
        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
    }

    [Test]
    public async Task An_older_message_that_is_read_while_a_newer_one_is_does_not_count_back()
    {
        var (ada, bob) = (await _server.SignUp("ada"), await _server.SignUp("bob"));
        var id = await ada.Begin(bob);
        var first = await ada.Post(id);
        await ada.Post(id);
        using var answer = await While(
            id,
            $"UPDATE conversation_participants SET read_count = 2 WHERE conversation_id = {id} AND user_id = {bob.Id}",
            () => bob.Client.PostJson($"/messages/{first.Id()}/read", new { }));
        Assert.That((int)answer.StatusCode, Is.EqualTo(204));
        Assert.That(await bob.Unread(id), Is.Zero);
    }

    [Test]
    public async Task A_quick_message_is_not_shown_to_somebody_who_joins_meanwhile()
    {
        var (ada, bob, eve) = (await _server.SignUp("ada"), await _server.SignUp("bob"), await _server.SignUp("eve"));
        var id = await ada.Begin(bob);
        using var answer = await While(
            id,
            $"INSERT INTO conversation_participants (conversation_id, user_id, read_count, joined_at) VALUES ({id}, {eve.Id}, 0, now())",
            () => ada.Client.PostJson("/messages/quick", new { username = bob.Username, content = "between us" }));
        Assert.That((int)answer.StatusCode, Is.EqualTo(409));
        Assert.That(await eve.Messages(id), Is.Empty);
    }

    /// <summary>Changes a conversation's people while a request waits for the conversation.</summary>
    private async Task<HttpResponseMessage> While(int conversationId, string sql, Func<Task<HttpResponseMessage>> request)
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Ask(connection, $"SELECT FROM conversations WHERE id = {conversationId} FOR UPDATE");
        var answer = request();

        // Not pg_stat_activity: within a transaction it stays as it was when it was first read, without the connections that were opened since.
        await Eventually.True(async () =>
            (bool)(await Ask(connection, $"SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND {connection.ProcessID} = ANY(pg_blocking_pids(pid)))"))!);
        await Ask(connection, sql);
        await transaction.CommitAsync();
        return await answer;
    }

    private static async Task<object?> Ask(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
