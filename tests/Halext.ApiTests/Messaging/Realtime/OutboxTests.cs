using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Messaging.Realtime;

public sealed class OutboxTests
{
    [Test]
    public async Task What_was_committed_is_pushed_although_the_process_died_before_it_could()
    {
        var database = await TestCluster.CreateDatabase();
        await using var survivor = Serve(database);
        await using var victim = Serve(database);
        await survivor.Ready();
        await victim.Ready();
        using var ada = await SignUp(survivor.Address, "ada");
        using var bob = await SignUp(survivor.Address, "bob");
        var room = (await ada.PostJson("/conversations/", new { title = "Room", with_ai = false, participant_usernames = new[] { "bob" } }).ShouldBeOk())
            .GetProperty("id").GetInt32();
        await using var socket = await TestSocket.Connect(survivor.Address, $"/ws/{room}", bob.DefaultRequestHeaders.Authorization!.Parameter);
        await socket.Receive("connection");

        // Nobody can hand anything of this conversation over while its stream is locked: the moment between commit and push, held open.
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await Eventually.True(async () => (long)(await Ask(connection, "SELECT count(*) FROM outbox"))! == 0);
        await Ask(connection, $"SELECT pg_advisory_lock(hashtextextended('conversation:{room}', 0))");
        using (var client = new TestClient(victim.Address).Bearer(ada.DefaultRequestHeaders.Authorization!.Parameter))
            await client.PostJson($"/conversations/{room}/messages", new { content = "Last words" }).ShouldBeOk();
        await victim.Stop("KILL");
        Assert.That(await Ask(connection, "SELECT count(*) FROM outbox"), Is.EqualTo(1));
        await Ask(connection, $"SELECT pg_advisory_unlock(hashtextextended('conversation:{room}', 0))");

        Assert.That((await socket.Receive("message")).GetProperty("data").GetProperty("content").GetString(), Is.EqualTo("Last words"));
        await Eventually.True(async () => (long)(await Ask(connection, "SELECT count(*) FROM outbox"))! == 0);
    }

    [Test]
    public async Task What_nobody_understands_is_tried_again_and_then_parked_and_holds_up_nobody()
    {
        await using var server = await TestServer.Start();
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await Ask(connection, """
            INSERT INTO outbox (type, stream, payload, created_at, available_at, attempts) VALUES
            ('NeverHeardOf', 'poison', '{}', now(), '2026-03-02T09:00:00Z', 8),
            ('MessagePosted', 'poison', 'no JSON', now(), '2026-03-02T09:00:00Z', 0)
            """);
        await Eventually.True(async () => (long)(await Ask(connection, "SELECT sum(attempts) FROM outbox"))! == 10);
        Assert.That(await Ask(connection, "SELECT count(*) FROM outbox WHERE parked_at IS NULL AND available_at > '2026-03-02T09:00:00Z' AND error IS NOT NULL"), Is.EqualTo(2));

        // The ninth failure was not the last; the tenth is.
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        await Ask(connection, "SELECT pg_notify('halext_outbox', '')");
        await Eventually.True(async () => (long)(await Ask(connection, "SELECT count(*) FROM outbox WHERE parked_at IS NOT NULL"))! == 1);

        var (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        var room = (await ada.Client.PostJson("/conversations/", new { title = "Room", with_ai = false, participant_usernames = new[] { bob.Username } }).ShouldBeOk())
            .GetProperty("id").GetInt32();
        await using var socket = await TestSocket.Connect(server, $"/ws/{room}", bob.AccessToken);
        await socket.Receive("connection");
        await ada.Client.PostJson($"/conversations/{room}/messages", new { content = "Hello" }).ShouldBeOk();
        await socket.Receive("message");
    }

    private static HalextProcess Serve(string database) => HalextProcess.Start(environment: new Dictionary<string, string?>
    {
        ["DATABASE_URL"] = database,
        ["SECRET_KEY"] = "aT3Nq8vXw2Lk5Rz7Tb9Yc1Pd4Fg6Hj0MsQe5Wr8Ui3Zo",
        ["RATE_LIMIT_ENABLED"] = "false",
    });

    private static async Task<TestClient> SignUp(Uri server, string name)
    {
        var client = new TestClient(server);
        var session = await client.PostJson("/auth/register", new { username = name, email = name + "@example.org", password = TestUser.Password });
        return client.Bearer((await session.ReadJson()).GetProperty("access_token").GetString());
    }

    private static async Task<object?> Ask(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
