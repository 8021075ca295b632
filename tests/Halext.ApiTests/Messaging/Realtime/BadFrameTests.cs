using System.Net.WebSockets;
using System.Text.Json;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Messaging.Realtime;

/// <summary>What breaks the rules has an answer or a code, on both kinds of sockets, and is no matter of anybody else.</summary>
public sealed class BadFrameTests
{
    public enum Kind
    {
        Room,
        General,
    }

    private static readonly string[] Frames =
    [
        "nonsense", "", "{", "{}{}", "[1]", "7", "null", "\"type\"", "{}", """{"type":7}""", """{"type":null}""", """{"type":{}}""", """{"type":"dance"}""", """{"TYPE":"ping"}""",
        """{"type":"\ud800"}""", """{"type":"heartbeat","x":"\u0000"}""", """{"type":"heartbeat","\udc00":1}""",
        """{"type":"message","content":"\u0000"}""", """{"type":"message","content":"half a pair: \ud83d"}""", """{"type":"message","content":7}""",
        """{"type":"subscribe","channel":"public.\u0000"}""", """{"type":"subscribe","channel":["public.news"]}""",
    ];

    private TestServer _server = null!;
    private TestUser _ada = null!;
    private TestUser _bob = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await TestServer.Start();
        (_ada, _bob) = (await _server.SignUp("ada"), await _server.SignUp("bob"));
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public Task A_bad_frame_has_an_answer_and_the_socket_stays([Values] Kind kind, [ValueSource(nameof(Frames))] string frame) => InRoom(async room =>
    {
        await using var socket = await Connect(kind, room);
        await socket.SendText(frame);
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Is.EqualTo("error"));
        await IsAlive(socket);
    });

    [Test]
    public Task A_frame_that_nests_too_deeply_has_an_answer([Values] Kind kind) => InRoom(async room =>
    {
        await using var socket = await Connect(kind, room);
        await socket.SendText(new string('[', 30_000));
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("code").GetString(), Is.EqualTo("invalid_json"));
        await IsAlive(socket);
    });

    [Test]
    public Task What_is_no_text_ends_the_socket([Values] Kind kind) => InRoom(async room =>
    {
        await using var binary = await Connect(kind, room);
        await binary.Send([1, 2, 3], WebSocketMessageType.Binary);
        Assert.That(await binary.CloseCode(), Is.EqualTo(1003));
        await using var noUtf8 = await Connect(kind, room);
        await noUtf8.Send([(byte)'"', 0xC3, 0x28, (byte)'"'], WebSocketMessageType.Text);
        Assert.That(await noUtf8.CloseCode(), Is.EqualTo(1007));
    });

    [Test]
    public Task The_largest_frame_is_read_and_a_larger_one_ends_the_socket([Values] Kind kind) => InRoom(async room =>
    {
        await using var socket = await Connect(kind, room);
        await socket.SendText(JsonSerializer.Serialize(new { type = "heartbeat" }).PadRight(64 * 1024));
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Does.StartWith("heartbeat"));
        await socket.SendText(JsonSerializer.Serialize(new { type = "heartbeat" }).PadRight((64 * 1024) + 1));
        Assert.That(await socket.CloseCode(), Is.EqualTo(1009));
    });

    [Test]
    public Task Too_many_frames_end_the_socket([Values] Kind kind) => InRoom(async room =>
    {
        await using var socket = await Connect(kind, room);
        for (var i = 0; i < 100; i++)
            await socket.Send(new { type = "heartbeat" });
        Assert.That(await socket.CloseCode(), Is.EqualTo(1008));
    });

    [Test]
    public Task What_is_too_long_to_post_is_refused() => InRoom(async room =>
    {
        await using var socket = await Connect(Kind.Room, room);
        await socket.Send(new { type = "message", content = new string('x', 32_001) });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("code").GetString(), Is.EqualTo("validation_error"));
        await socket.Send(new { type = "message", content = "x", client_message_id = new string('x', 201) });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("code").GetString(), Is.EqualTo("validation_error"));
    });

    [TestCase("-1")]
    [TestCase("0")]
    [TestCase("99999999999")]
    [TestCase("null")]
    [TestCase("1.0")]
    [TestCase("1;DROP")]
    public async Task A_room_that_cannot_be_is_closed(string id)
    {
        await using var socket = await TestSocket.Connect(_server, $"/ws/{id}", _bob.AccessToken);
        Assert.That(await socket.CloseCode(), Is.EqualTo(4004));
    }

    [TestCase("conversation:-1")]
    [TestCase("conversation:0")]
    [TestCase("conversation:")]
    [TestCase("conversation:99999999999")]
    [TestCase("conversation: {0}")]
    [TestCase("conversation:0{0}")]
    [TestCase("conversation:{0}.0")]
    [TestCase("Conversation:{0}")]
    [TestCase("channel:conversation:{0}")]
    [TestCase("user:{1}")]
    [TestCase("all")]
    public Task A_channel_that_is_not_ones_own_is_refused(string channel) => InRoom(async room =>
    {
        await using var socket = await Connect(Kind.General, room);
        await socket.Send(new { type = "subscribe", channel = string.Format(null, channel, room, _ada.Id) });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("code").GetString(), Is.EqualTo("forbidden_channel"));
    });

    [Test]
    public async Task A_frame_cannot_name_another_room()
    {
        var (own, others) = (await _bob.Begin(_ada), await _ada.Begin());
        await using var socket = await Connect(Kind.Room, own);
        await socket.Send(new { type = "message", content = "forged", conversation_id = others, id = 1, author_id = _ada.Id });
        var saved = (await socket.Receive("message_saved")).GetProperty("data")[0];
        Assert.That((saved.GetProperty("conversation_id").GetInt32(), saved.GetProperty("author_id").GetInt32()), Is.EqualTo((own, _bob.Id)));
        Assert.That(await _ada.Messages(others), Is.Empty);
    }

    [Test]
    public async Task Who_has_just_left_cannot_post_although_the_socket_does_not_know_yet()
    {
        await using var server = await TestServer.Start();
        var (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        var room = await ada.Begin(bob);
        await using var witness = await TestSocket.Connect(server, $"/ws/{room}", ada.AccessToken);
        await witness.Receive("connection");
        await using var socket = await TestSocket.Connect(server, $"/ws/{room}", bob.AccessToken);
        await socket.Receive("connection");

        // While the stream of the conversation is locked nobody is told anything, and without the trigger no node looks by itself.
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using (var block = new NpgsqlCommand(
            $"ALTER TABLE conversation_participants DISABLE TRIGGER announce; SELECT pg_advisory_lock(hashtextextended('conversation:{room}', 0))", connection))
            await block.ExecuteNonQueryAsync();
        await bob.Client.Delete($"/conversations/{room}/participants/{bob.Username}").ShouldBeNoContent();
        await socket.Send(new { type = "message", content = "One more thing" });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("code").GetString(), Is.EqualTo("resource_not_found"));
        await socket.Send(new { type = "typing" });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("code").GetString(), Is.EqualTo("resource_not_found"));
        await connection.CloseAsync();
        Assert.That(await socket.CloseCode(), Is.EqualTo(4003));
        Assert.That((await witness.Receive()).GetProperty("type").GetString(), Is.EqualTo("user_left"));
        Assert.That(await ada.Messages(room), Is.Empty);
    }

    /// <summary>Does something beside a witness, who hears nothing of it and then the next message.</summary>
    private async Task InRoom(Func<int, Task> act)
    {
        var room = await _ada.Begin(_bob);
        await using var witness = await TestSocket.Connect(_server, $"/ws/{room}", _ada.AccessToken);
        await witness.Receive("connection");
        await act(room);
        var message = await _ada.Post(room, "next");
        Assert.That((await witness.Receive()).GetProperty("data").Id(), Is.EqualTo(message.Id()));
        Assert.That(await _ada.Messages(room), Has.Count.EqualTo(1));
    }

    private async Task<TestSocket> Connect(Kind kind, int room)
    {
        var socket = await TestSocket.Connect(_server, kind is Kind.Room ? $"/ws/{room}" : "/v1/realtime/ws", _bob.AccessToken);
        await socket.Receive("connection");
        return socket;
    }

    private static async Task IsAlive(TestSocket socket)
    {
        await socket.Send(new { type = "heartbeat" });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Does.StartWith("heartbeat"));
    }
}
