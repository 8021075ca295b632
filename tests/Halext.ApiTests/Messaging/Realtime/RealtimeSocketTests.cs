using System.Net.WebSockets;
using System.Text;
using Halext.Application.Common.Realtime;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Messaging.Realtime;

public sealed class RealtimeSocketTests
{
    private const string Path = "/v1/realtime/ws";

    private TestServer _server = null!;
    private TestServer _other = null!;

    [OneTimeSetUp]
    public async Task StartTwoNodes()
    {
        _server = await TestServer.Start();
        _other = await TestServer.Start(connectionString: _server.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _other.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_socket_says_who_it_is_and_answers()
    {
        var ada = await _server.SignUp();
        await using var socket = await TestSocket.Connect(_server, Path, ada.AccessToken);
        var hello = await socket.Receive();
        Assert.That((hello.GetProperty("type").GetString(), hello.GetProperty("status").GetString(), hello.GetProperty("heartbeat_interval").GetInt32()), Is.EqualTo(("connection", "connected", 30)));
        Assert.That(Guid.TryParse(hello.GetProperty("connection_id").GetString(), out _), Is.True);

        await socket.Send(new { type = "heartbeat" });
        Assert.That((await socket.Receive()).GetProperty("status").GetString(), Is.EqualTo("pong"));
        await socket.Send(new { type = "ping", timestamp = "12:30" });
        Assert.That((await socket.Receive()).GetProperty("timestamp").GetString(), Is.EqualTo("12:30"));
        await socket.Send(new { type = "subscribe", channel = "public.news" });
        Assert.That((await socket.Receive()).GetProperty("status").GetString(), Is.EqualTo("subscribed"));
        Assert.That((await ada.Client.Get("/v1/realtime/stats").ShouldBeOk()).GetProperty("channels").GetProperty("public.news").GetInt32(), Is.EqualTo(1));
        await socket.Send(new { type = "unsubscribe", channel = "public.news" });
        Assert.That((await socket.Receive()).GetProperty("status").GetString(), Is.EqualTo("unsubscribed"));
    }

    [TestCase("nonsense", "invalid_json")]
    [TestCase("[1]", "invalid_message")]
    [TestCase("7", "invalid_message")]
    [TestCase("{}", "invalid_message")]
    [TestCase("""{"type":7}""", "invalid_message")]
    [TestCase("""{"type":"dance"}""", "unknown_message_type")]
    [TestCase("""{"type":"subscribe"}""", "invalid_message")]
    [TestCase("""{"type":"subscribe","channel":""}""", "invalid_message")]
    [TestCase("""{"type":"subscribe","channel":7}""", "invalid_message")]
    [TestCase("""{"type":"unsubscribe"}""", "invalid_message")]
    [TestCase("""{"type":"\ud800"}""", "invalid_json")]
    [TestCase("""{"type":"subscribe","channel":"\udc00"}""", "invalid_json")]
    [TestCase("""{"type":"subscribe","channel":"public.\u0000"}""", "invalid_json")]
    [TestCase("""{"type":"subscribe","channel":"user:1"}""", "forbidden_channel")]
    [TestCase("""{"type":"subscribe","channel":"conversation:1"}""", "forbidden_channel")]
    [TestCase("""{"type":"subscribe","channel":"secret"}""", "forbidden_channel")]
    public async Task A_bad_frame_has_an_answer_and_the_socket_stays(string frame, string code)
    {
        await _server.SignUp();
        var ada = await _server.SignUp();
        await using var socket = await TestSocket.Connect(_server, Path, ada.AccessToken);
        await socket.Receive("connection");
        await socket.SendText(frame);
        var error = await socket.Receive();
        Assert.That((error.GetProperty("type").GetString(), error.GetProperty("code").GetString()), Is.EqualTo(("error", code)));
        await socket.Send(new { type = "heartbeat" });
        Assert.That((await socket.Receive()).GetProperty("status").GetString(), Is.EqualTo("pong"));
    }

    [Test]
    public async Task What_breaks_the_rules_ends_the_socket_and_no_other()
    {
        var ada = await _server.SignUp();
        await using var quiet = await TestSocket.Connect(_server, Path, ada.AccessToken);
        await quiet.Receive("connection");

        await using var binary = await TestSocket.Connect(_server, Path, ada.AccessToken);
        await binary.Send([1, 2, 3], WebSocketMessageType.Binary);
        Assert.That(await binary.CloseCode(), Is.EqualTo(1003));

        await using var large = await TestSocket.Connect(_server, Path, ada.AccessToken);
        await large.SendText(new string('x', (64 * 1024) + 1));
        Assert.That(await large.CloseCode(), Is.EqualTo(1009));

        await using var many = await TestSocket.Connect(_server, Path, ada.AccessToken);
        for (var i = 0; i < 100; i++)
            await many.Send(new { type = "heartbeat" });
        Assert.That(await many.CloseCode(), Is.EqualTo(1008));

        await quiet.Send(new { type = "heartbeat" });
        Assert.That((await quiet.Receive()).GetProperty("status").GetString(), Is.EqualTo("pong"));
    }

    [Test]
    public async Task Who_is_not_signed_in_hears_what_is_for_everybody_only()
    {
        // What is for everybody would disturb the other tests, so this server is its own.
        await using var server = await TestServer.Start();
        await using var anonymous = await TestSocket.Connect(server, Path);
        await anonymous.Receive("connection");
        await anonymous.Send(new { type = "subscribe", channel = "public.news" });
        Assert.That((await anonymous.Receive()).GetProperty("code").GetString(), Is.EqualTo("forbidden_channel"));
        await Realtime(server).Publish(Topics.All, "broadcast", new { text = "hello" }, default);
        Assert.That((await anonymous.Receive("broadcast")).GetProperty("data").GetProperty("text").GetString(), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Who_names_an_event_that_is_not_there_yet_hears_what_happens_then()
    {
        var ada = await _server.SignUp();
        await using var socket = await TestSocket.Connect(_server, Path + "?last_event_id=9000000000000", ada.AccessToken);
        await socket.Receive("connection");
        await socket.Send(new { type = "heartbeat" });
        await socket.Receive("heartbeat");
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        await Realtime(_server).Publish(Topics.User(ada.Id), "hello", new { }, default);
        Assert.That((await socket.Receive("event")).GetProperty("event").GetString(), Is.EqualTo("hello"));
    }

    [TestCase("?token=nonsense")]
    [TestCase("?token=a.b.c")]
    public async Task A_bad_token_is_told_apart_from_none(string query)
    {
        await using var socket = await TestSocket.Connect(_server, Path + query);
        Assert.That(await socket.CloseCode(), Is.EqualTo(4001));
    }

    [Test]
    public async Task A_token_in_the_address_signs_in()
    {
        var ada = await _server.SignUp();
        await using var socket = await TestSocket.Connect(_server, $"{Path}?token={ada.AccessToken}");
        await socket.Receive("connection");
        await Realtime(_other).Publish(Topics.User(ada.Id), "hello", new { }, default);
        Assert.That((await socket.Receive("event")).GetProperty("event").GetString(), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_session_that_ends_on_one_node_loses_its_sockets_on_the_other()
    {
        var ada = await _server.SignUp();
        await using var socket = await TestSocket.Connect(_other, Path, ada.AccessToken);
        await socket.Receive("connection");
        await ada.Client.PostJson("/auth/logout", new { refresh_token = ada.RefreshToken });
        Assert.That(await socket.CloseCode(), Is.EqualTo(4001));
    }

    [Test]
    public async Task Admins_broadcast_to_one_to_a_channel_and_to_all()
    {
        await using var server = await TestServer.Start();
        await using var other = await TestServer.Start(connectionString: server.ConnectionString);
        var (admin, ada) = (await server.SignUp("admin"), await server.SignUp());
        await server.MakeAdmin(admin);
        await using var socket = await TestSocket.Connect(other, Path, ada.AccessToken);
        await socket.Receive("connection");
        await socket.Send(new { type = "subscribe", channel = "public.news" });
        await socket.Receive("subscription");

        foreach (var (query, target) in new[] { ($"?user_id={ada.Id}", $"user:{ada.Id}"), ("?channel=public.news", "channel:public.news"), ("", "all") })
        {
            var answer = await admin.Client.PostJson("/v1/realtime/broadcast" + query, new { text = target }).ShouldBeOk();
            Assert.That((answer.GetProperty("status").GetString(), answer.GetProperty("target").GetString()), Is.EqualTo(("sent", target)));
            var heard = await socket.Receive("broadcast");
            while (heard.GetProperty("data").GetProperty("text").GetString() != target)
                heard = await socket.Receive("broadcast");
        }

        await ada.Client.PostJson("/v1/realtime/broadcast", new { text = "x" }).ShouldFail(403, "FORBIDDEN");
        await admin.Client.PostJson("/v1/realtime/broadcast", new { }).ShouldFail(422, "VALIDATION_ERROR", "message");
        await admin.Client.SendText(HttpMethod.Post, "/v1/realtime/broadcast", "[1]", "application/json").ShouldFail(422, "VALIDATION_ERROR", "message");
    }

    [Test]
    public async Task Who_comes_back_gets_what_was_missed_once_and_in_order()
    {
        var (ada, bob) = (await _server.SignUp(), await _server.SignUp());
        await using var first = await TestSocket.Connect(_server, Path, ada.AccessToken);
        await first.Receive("connection");
        await Realtime(_server).Publish(Topics.User(ada.Id), "number", new { n = 0 }, default);
        var seen = (await first.Receive("event")).GetProperty("event_id").GetInt64();
        await first.DisposeAsync();

        for (var n = 1; n <= 5; n++)
        {
            await Realtime(_server).Publish(Topics.User(ada.Id), "number", new { n }, default);
            await Realtime(_server).Publish(Topics.User(bob.Id), "number", new { n = 100 + n }, default);
        }

        await using var again = await TestSocket.Connect(_other, $"{Path}?last_event_id={seen}", ada.AccessToken);
        await Realtime(_server).Publish(Topics.User(ada.Id), "number", new { n = 6 }, default);
        var heard = new List<int>();
        while (heard.Count < 6)
            heard.Add((await again.Receive("event")).GetProperty("data").GetProperty("n").GetInt32());
        Assert.That(heard, Is.EqualTo(Enumerable.Range(1, 6)));

        // Nothing more comes, and nothing of others.
        await again.Send(new { type = "heartbeat" });
        Assert.That((await again.Receive()).GetProperty("type").GetString(), Is.EqualTo("heartbeat"));
    }

    [Test]
    public async Task What_is_older_than_five_minutes_is_not_replayed()
    {
        var server = await TestServer.Start();
        await using (server)
        {
            var ada = await server.SignUp();
            await Realtime(server).Publish(Topics.User(ada.Id), "old", new { }, default);
            server.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
            await Realtime(server).Publish(Topics.User(ada.Id), "new", new { }, default);
            await using var socket = await TestSocket.Connect(server, Path + "?last_event_id=0", ada.AccessToken);
            Assert.That((await socket.Receive("event")).GetProperty("event").GetString(), Is.EqualTo("new"));
        }
    }

    [Test]
    public async Task A_silent_socket_is_asked_and_then_closed()
    {
        var server = await TestServer.Start();
        await using (server)
        {
            await using var socket = await TestSocket.Connect(server, Path);
            await socket.Receive("connection");
            server.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.That((await socket.Receive("heartbeat")).GetProperty("status").GetString(), Is.EqualTo("ping"));
            server.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.That(await socket.CloseCode(), Is.EqualTo(1001));
        }
    }

    [Test]
    public async Task The_address_of_a_socket_is_no_page()
    {
        await _server.Anonymous().Get(Path).ShouldFail(422, "VALIDATION_ERROR");
        await _server.Anonymous().Get("/v1/realtime/stats").ShouldFail(401, "UNAUTHORIZED");
    }

    private static IRealtime Realtime(TestServer server) => server.Services.GetRequiredService<IRealtime>();
}
