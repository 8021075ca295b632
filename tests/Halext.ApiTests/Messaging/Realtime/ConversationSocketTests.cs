using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Realtime;

public sealed class ConversationSocketTests
{
    private TestServer _a = null!;
    private TestServer _b = null!;

    [OneTimeSetUp]
    public async Task StartTwoNodes()
    {
        _a = await TestServer.Start();
        _b = await TestServer.Start(connectionString: _a.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Test]
    public async Task A_message_posted_on_one_node_arrives_on_the_other_as_the_mobile_client_reads_it()
    {
        var (ada, bob, room) = await Room();
        await using var socket = await TestSocket.Connect(_b, $"/ws/{room}", bob.AccessToken);
        await socket.Receive("connection");
        var posted = (await ada.Client.PostJson($"/conversations/{room}/messages", new { content = "Hello" }).ShouldBeOk())[0];

        var data = (await socket.Receive("message")).GetProperty("data");
        Assert.That(data.GetProperty("id").GetInt32(), Is.EqualTo(posted.GetProperty("id").GetInt32()));
        Assert.That(data.GetProperty("content").GetString(), Is.EqualTo("Hello"));
        Assert.That(data.GetProperty("created_at").GetDouble(), Is.EqualTo((TestClockStart - AppleEpoch).TotalSeconds), "seconds since 2001");
        Assert.That(data.GetProperty("created_at_iso").GetString(), Is.EqualTo("2026-03-02T09:00:00Z"));

        await ada.Client.PostJson($"/conversations/{room}/typing", new { is_typing = true }).ShouldBeNoContent();
        var typing = await socket.Receive("typing");
        Assert.That(typing.GetProperty("data").GetProperty("user_id").GetInt32(), Is.EqualTo(ada.Id));
        Assert.That(typing.GetProperty("username").GetString(), Is.EqualTo(ada.Username), "the web client looks in the frame itself");
    }

    [Test]
    public async Task Messages_arrive_in_the_order_in_which_they_were_posted()
    {
        var (ada, bob, room) = await Room();
        await using var socket = await TestSocket.Connect(_b, $"/ws/{room}", bob.AccessToken);
        await socket.Receive("connection");
        for (var i = 0; i < 30; i++)
            await ada.Client.PostJson($"/conversations/{room}/messages", new { content = $"{i}" }).ShouldBeOk();
        var heard = new List<string?>();
        while (heard.Count < 30)
            heard.Add((await socket.Receive("message")).GetProperty("data").GetProperty("content").GetString());
        Assert.That(heard, Is.EqualTo(Enumerable.Range(0, 30).Select(i => $"{i}")));
    }

    [Test]
    public async Task A_socket_can_post_and_type_too()
    {
        var (ada, bob, room) = await Room();
        await using var adas = await TestSocket.Connect(_a, $"/ws/{room}", ada.AccessToken);
        await using var bobs = await TestSocket.Connect(_b, $"/ws/{room}", bob.AccessToken);
        await adas.Receive("connection");
        await bobs.Receive("connection");
        await adas.Send(new { type = "typing", is_typing = true });
        await bobs.Receive("typing");
        await adas.Send(new { type = "message", content = "By socket", client_message_id = "1" });
        await adas.Receive("message_saved");
        Assert.That((await bobs.Receive("message")).GetProperty("data").GetProperty("content").GetString(), Is.EqualTo("By socket"));
        await adas.Send(new { type = "message" });
        Assert.That((await adas.Receive("error")).GetProperty("code").GetString(), Is.EqualTo("validation_error"));
        await adas.SendText("""{"type":"message","content":"\u0000"}""");
        Assert.That((await adas.Receive("error")).GetProperty("code").GetString(), Is.EqualTo("invalid_json"));
        await adas.Send(new { type = "heartbeat" });
        await adas.Receive("heartbeat_ack");
        await adas.Send(new { type = "dance" });
        Assert.That((await adas.Receive("error")).GetProperty("code").GetString(), Is.EqualTo("unknown_message_type"));
    }

    [Test]
    public async Task What_an_admin_sends_to_a_room_arrives_as_it_is()
    {
        var (ada, _, room) = await Room();
        await using var socket = await TestSocket.Connect(_b, $"/ws/{room}", ada.AccessToken);
        await socket.Receive("connection");
        var admin = await _a.SignUp("admin");
        await _a.MakeAdmin(admin);
        await admin.Client.SendText(HttpMethod.Post, $"/v1/realtime/broadcast?channel=conversation:{room}", """{"at":1,"created_at":5,"created_at":6}""", "application/json").ShouldBeOk();
        Assert.That((await socket.Receive("broadcast")).GetProperty("data").GetRawText(), Is.EqualTo("""{"at":1,"created_at":5,"created_at":6}"""));
        await ada.Client.PostJson($"/conversations/{room}/messages", new { content = "and on" }).ShouldBeOk();
        await socket.Receive("message");
    }

    [Test]
    public async Task Only_participants_get_in()
    {
        var (ada, _, room) = await Room();
        var eve = await _a.SignUp("eve");
        foreach (var (path, token, code) in new[]
        {
            ($"/ws/{room}", eve.AccessToken, 4004),
            ("/ws/999999", ada.AccessToken, 4004),
            ("/ws/lobby", ada.AccessToken, 4004),
            ($"/ws/{room}", "nonsense", 4001),
            ($"/ws/{room}?token=nonsense", null, 4001),
        })
        {
            await using var socket = await TestSocket.Connect(_a, path, token);
            Assert.That(await socket.CloseCode(), Is.EqualTo(code), path + " " + token);
        }
    }

    [Test]
    public async Task The_first_frame_can_sign_in()
    {
        var (ada, _, room) = await Room();
        await using var socket = await TestSocket.Connect(_a, $"/ws/{room}");
        await socket.Send(new { type = "auth", token = ada.AccessToken });
        await socket.Receive("connection");

        await using var wrong = await TestSocket.Connect(_a, $"/ws/{room}");
        await wrong.Send(new { type = "auth", token = "nonsense" });
        Assert.That(await wrong.CloseCode(), Is.EqualTo(4001));
        await using var impatient = await TestSocket.Connect(_a, $"/ws/{room}");
        await impatient.Send(new { type = "message", content = "x" });
        Assert.That(await impatient.CloseCode(), Is.EqualTo(4001));
    }

    [Test]
    public async Task Who_is_taken_out_loses_the_socket_on_every_node()
    {
        await using var a = await TestServer.Start();
        await using var b = await TestServer.Start(connectionString: a.ConnectionString);

        // Without it no node looks by itself: they are told.
        await Sql(a, "ALTER TABLE conversation_participants DISABLE TRIGGER announce");
        var (ada, bob) = (await a.SignUp("ada"), await b.SignUp("bob"));
        var room = await ada.Begin(bob);
        await using var socket = await TestSocket.Connect(b, $"/ws/{room}", bob.AccessToken);
        await socket.Receive("connection");
        await using var general = await TestSocket.Connect(b, "/v1/realtime/ws", bob.AccessToken);
        await general.Receive("connection");
        await general.Send(new { type = "subscribe", channel = $"conversation:{room}" });
        await general.Receive("subscription");

        await ada.Client.Delete($"/conversations/{room}/participants/{bob.Username}").ShouldBeNoContent();
        Assert.That(await socket.CloseCode(), Is.EqualTo(4003));
        Assert.That((await general.ReceiveApartFromNotifications()).GetProperty("event").GetString(), Is.EqualTo("user_left"));
        await ada.Client.PostJson($"/conversations/{room}/messages", new { content = "He is gone" }).ShouldBeOk();
        await general.Send(new { type = "heartbeat" });
        Assert.That((await general.Receive()).GetProperty("type").GetString(), Is.EqualTo("heartbeat"));
        await bob.Client.PostJson($"/conversations/{room}/messages", new { content = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_room_that_is_deleted_is_closed()
    {
        var (ada, bob, room) = await Room();
        await using var socket = await TestSocket.Connect(_b, $"/ws/{room}", bob.AccessToken);
        await socket.Receive("connection");
        await ada.Client.Delete($"/conversations/{room}").ShouldBeNoContent();
        Assert.That(await socket.CloseCode(), Is.EqualTo(4004));
    }

    [Test]
    public async Task Who_is_taken_out_without_a_word_is_found_and_nobody_else()
    {
        var (ada, bob, room) = await Room();
        await using var socket = await TestSocket.Connect(_b, $"/ws/{room}", bob.AccessToken);
        await socket.Receive("connection");
        await using var general = await Subscribed(bob, room);
        await using var adas = await Subscribed(ada, room);

        await Sql(_a, $"DELETE FROM conversation_participants WHERE conversation_id = {room} AND user_id = {bob.Id}");
        Assert.That(await socket.CloseCode(), Is.EqualTo(4003));
        Assert.That((await general.Receive("subscription")).GetProperty("status").GetString(), Is.EqualTo("unsubscribed"));
        await ada.Client.PostJson($"/conversations/{room}/messages", new { content = "He is gone" }).ShouldBeOk();
        Assert.That((await adas.ReceiveApartFromNotifications()).GetProperty("event").GetString(), Is.EqualTo("message"));
        await general.Send(new { type = "heartbeat" });
        Assert.That((await general.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Is.EqualTo("heartbeat"));
    }

    [Test]
    public async Task The_rooms_of_an_account_that_is_deleted_are_closed()
    {
        var (ada, bob, room) = await Room();
        await using var socket = await TestSocket.Connect(_b, $"/ws/{room}", bob.AccessToken);
        await socket.Receive("connection");
        await using var general = await Subscribed(bob, room);
        await ada.Client.Delete("/users/me/").ShouldBeNoContent();
        Assert.That(await socket.CloseCode(), Is.EqualTo(4004));
        Assert.That((await general.Receive("subscription")).GetProperty("status").GetString(), Is.EqualTo("unsubscribed"));
    }

    private async Task<TestSocket> Subscribed(TestUser user, int room)
    {
        var socket = await TestSocket.Connect(_b, "/v1/realtime/ws", user.AccessToken);
        await socket.Send(new { type = "subscribe", channel = $"conversation:{room}" });
        await socket.Receive("subscription");
        return socket;
    }

    private static async Task Sql(TestServer server, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static readonly DateTimeOffset TestClockStart = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset AppleEpoch = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private async Task<(TestUser Ada, TestUser Bob, int Room)> Room()
    {
        var (ada, bob) = (await _a.SignUp("ada"), await _a.SignUp("bob"));
        var room = await ada.Client.PostJson("/conversations/", new { title = "Room", with_ai = false, participant_usernames = new[] { bob.Username } }).ShouldBeOk();
        return (ada, bob, room.GetProperty("id").GetInt32());
    }
}
