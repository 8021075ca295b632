using Halext.Application.Common.Realtime;
using Halext.Infrastructure.Common.Realtime;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.ApiTests.Messaging.Realtime;

/// <summary>What a socket that comes back with the last event that it knows is told.</summary>
public sealed class ResumeTests
{
    private const string Path = "/v1/realtime/ws";

    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await TestServer.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task However_much_was_missed_all_of_it_comes_once_and_in_order()
    {
        const int missed = 2_500;
        var ada = await _server.SignUp();
        var seen = await Seen(_server, ada);
        await PublishMany(_server, Topics.User(ada.Id), missed);
        await using var socket = await TestSocket.Connect(_server, $"{Path}?last_event_id={seen}", ada.AccessToken);
        var publishing = Publish(_server, ada, "number", missed + 1);
        await socket.Receive("connection");
        for (var n = 1; n <= missed + 1; n++)
        {
            var frame = await socket.Receive();
            Assert.That((frame.GetProperty("type").GetString(), frame.GetProperty("data").GetProperty("n").GetInt32()), Is.EqualTo(("event", n)));
        }

        await publishing;
        await HasNothingMore(socket);
    }

    [Test]
    public async Task A_subscription_is_resumed_too()
    {
        var (ada, bob) = (await _server.SignUp("ada"), await _server.SignUp("bob"));
        var room = await ada.Begin(bob);
        var seen = await Seen(_server, bob);
        for (var i = 0; i < 3; i++)
            await ada.Post(room, $"{i}");
        await Eventually.True(async () => (await History(_server).Since(seen, [Topics.Conversation(room)], 10, default)).Events.Count == 3);

        await using var socket = await TestSocket.Connect(_server, Path, bob.AccessToken);
        await socket.Receive("connection");
        await socket.Send(new { type = "subscribe", channel = $"conversation:{room}", last_event_id = seen });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Is.EqualTo("subscription"));
        for (var i = 0; i < 3; i++)
            Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("data").Text("content"), Is.EqualTo($"{i}"));
        await HasNothingMore(socket);
    }

    [TestCase("1")]
    [TestCase("-1")]
    [TestCase("9223372036854775807")]
    public async Task Who_names_an_event_that_nobody_knows_is_told_to_fetch_anew(string lastEventId)
    {
        var ada = await _server.SignUp();
        await using var socket = await TestSocket.Connect(_server, $"{Path}?last_event_id={lastEventId}", ada.AccessToken);
        await socket.Receive("connection");
        var gap = await socket.Receive();
        Assert.That((gap.GetProperty("type").GetString(), gap.GetProperty("last_event_id").GetRawText()), Is.EqualTo(("gap", lastEventId)));
        Assert.That(gap.GetProperty("channels").EnumerateArray().Select(c => c.GetString()), Is.EqualTo(new[] { "all", $"user:{ada.Id}" }));

        // It stays a socket like any other.
        await Publish(_server, ada, "number", 7);
        Assert.That((await socket.Receive()).GetProperty("data").GetProperty("n").GetInt32(), Is.EqualTo(7));
    }

    [TestCase("\"7\"")]
    [TestCase("1.5")]
    [TestCase("{}")]
    [TestCase("99999999999999999999")]
    public async Task What_is_no_number_of_an_event_is_refused(string lastEventId)
    {
        var ada = await _server.SignUp();
        await using var socket = await TestSocket.Connect(_server, Path, ada.AccessToken);
        await socket.Receive("connection");
        await socket.SendText($$"""{"type":"subscribe","channel":"public.news","last_event_id":{{lastEventId}}}""");
        Assert.That((await socket.Receive()).GetProperty("code").GetString(), Is.EqualTo("invalid_message"));
    }

    [Test]
    public async Task Who_was_away_for_too_long_is_told_and_who_missed_nothing_is_not()
    {
        await using var server = await TestServer.Start();
        var ada = await server.SignUp();
        var first = await Seen(server, ada);
        var last = await Seen(server, ada);
        server.Clock.Advance(IRealtimeHistory.Kept + TimeSpan.FromSeconds(1));
        Assert.That(await IsGap(server, ada, first), Is.True, "an event behind it is too old");
        Assert.That(await IsGap(server, ada, last), Is.False, "nothing has happened since");

        // Nor does it matter whether somebody has cleaned up meanwhile.
        await server.Services.GetRequiredService<PostgresRealtime>().Forget(default);
        Assert.That(await IsGap(server, ada, first), Is.True);
        Assert.That(await IsGap(server, ada, last), Is.False);
        var next = await Seen(server, ada);
        Assert.That(await IsGap(server, ada, last), Is.False, "the only event behind it is kept");
        Assert.That(await IsGap(server, ada, next), Is.False);
    }

    [Test]
    public async Task After_a_crash_of_the_database_everybody_is_told()
    {
        await using var server = await TestServer.Start();
        var ada = await server.SignUp();
        await using var connected = await TestSocket.Connect(server, Path, ada.AccessToken);
        await connected.Receive("connection");
        var last = await Seen(server, ada);
        await connected.Receive("event");

        // What PostgreSQL does to unlogged tables when it comes back, and to its connections.
        await Execute(server, "TRUNCATE realtime_events RESTART IDENTITY");
        await Execute(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await connected.Receive("gap");

        var next = await Seen(server, ada);
        Assert.That(next, Is.GreaterThan(last), "no id comes a second time");
        Assert.That((await connected.Receive("event")).GetProperty("event_id").GetInt64(), Is.EqualTo(next));
        Assert.That(await IsGap(server, ada, last), Is.True);
        Assert.That(await IsGap(server, ada, next), Is.False);
    }

    [Test]
    public async Task Who_was_taken_out_meanwhile_gets_nothing_of_the_conversation()
    {
        var (ada, bob) = (await _server.SignUp("ada"), await _server.SignUp("bob"));
        var room = await ada.Begin(bob);
        var seen = await Seen(_server, bob);
        await ada.Post(room, "before");
        await ada.Client.Delete($"/conversations/{room}/participants/{bob.Username}").ShouldBeNoContent();
        await ada.Post(room, "after");
        await Eventually.True(async () => (await History(_server).Since(seen, [Topics.Conversation(room)], 10, default)).Events.Count == 3);
        await using var socket = await TestSocket.Connect(_server, $"{Path}?last_event_id={seen}", bob.AccessToken);
        await socket.Receive("connection");
        await socket.Send(new { type = "subscribe", channel = $"conversation:{room}", last_event_id = seen });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("code").GetString(), Is.EqualTo("forbidden_channel"));
        await HasNothingMore(socket);

        // Taken in again, they may read everything, and have the conversation again.
        await ada.Client.PostJson($"/conversations/{room}/participants", new { usernames = new[] { bob.Username } }).ShouldBeNoContent();
        await Eventually.True(async () => (await History(_server).Since(seen, [Topics.Conversation(room)], 10, default)).Events.Count == 4);
        await socket.Send(new { type = "subscribe", channel = $"conversation:{room}", last_event_id = seen });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Is.EqualTo("subscription"));
        var types = new List<string>();
        while (types.Count < 4)
            types.Add((await socket.ReceiveApartFromNotifications()).Text("event"));
        Assert.That(types, Is.EqualTo(new[] { "message", "user_left", "message", "user_joined" }));
        await ada.Post(room, "now");
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("data").Text("content"), Is.EqualTo("now"));
    }

    [Test]
    public async Task Who_is_in_again_stays_when_what_took_them_out_comes_late()
    {
        await using var server = await TestServer.Start();
        var (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        var room = await ada.Begin(bob);
        var seen = await Seen(server, bob);
        await Execute(
            server,
            $$"""
            INSERT INTO realtime_events (id, topic, type, data, created_at)
            SELECT max(id) + 1, '{{Topics.Conversation(room)}}', 'user_left', '{"user_id":{{bob.Id}}}', '2026-03-02T09:00:00Z' FROM realtime_events
            """);
        await using var socket = await TestSocket.Connect(server, Path, bob.AccessToken);
        await socket.Receive("connection");
        await socket.Send(new { type = "subscribe", channel = $"conversation:{room}", last_event_id = seen });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Is.EqualTo("subscription"));
        Assert.That((await socket.ReceiveApartFromNotifications()).Text("event"), Is.EqualTo("user_left"));

        // The node hears of it only now.
        await Execute(server, "SELECT pg_notify('halext_realtime', max(id)::text) FROM realtime_events");
        await ada.Post(room, "Welcome back");
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("data").Text("content"), Is.EqualTo("Welcome back"));
    }

    [Test]
    public async Task A_subscription_that_fails_leaves_the_socket_as_it_was()
    {
        await using var server = await TestServer.Start();
        var (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        var room = await ada.Begin(bob);
        var seen = await Seen(server, bob);
        await using var socket = await TestSocket.Connect(server, Path, bob.AccessToken);
        await socket.Receive("connection");
        await Execute(server, "ALTER TABLE realtime_events RENAME TO away");
        await socket.Send(new { type = "subscribe", channel = $"conversation:{room}", last_event_id = seen });
        foreach (var status in (string[])["subscribed", "unsubscribed"])
            Assert.That((await socket.ReceiveApartFromNotifications()).Text("status"), Is.EqualTo(status));
        Assert.That((await socket.ReceiveApartFromNotifications()).Text("code"), Is.EqualTo("server_error"));

        await Execute(server, "ALTER TABLE away RENAME TO realtime_events");
        await ada.Post(room, "Not for this socket");
        await Eventually.True(async () => (await History(server).Since(seen, [Topics.Conversation(room)], 10, default)).Events.Count == 1);
        await Publish(server, bob, "number", 7);
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("data").GetProperty("n").GetInt32(), Is.EqualTo(7));
    }

    /// <summary>Publishes an event to somebody and returns its id.</summary>
    private static async Task<long> Seen(TestServer server, TestUser user)
    {
        await using var socket = await TestSocket.Connect(server, Path, user.AccessToken);
        await socket.Receive("connection");
        await Publish(server, user, "seen", 0);
        return (await socket.ReceiveApartFromNotifications()).GetProperty("event_id").GetInt64();
    }

    private static async Task<bool> IsGap(TestServer server, TestUser user, long lastEventId)
    {
        await using var socket = await TestSocket.Connect(server, $"{Path}?last_event_id={lastEventId}", user.AccessToken);
        await socket.Receive("connection");
        await socket.Send(new { type = "heartbeat" });
        return (await socket.Receive()).GetProperty("type").GetString() == "gap";
    }

    private static async Task HasNothingMore(TestSocket socket)
    {
        await socket.Send(new { type = "heartbeat" });
        Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Is.EqualTo("heartbeat"));
    }

    private static Task Publish(TestServer server, TestUser user, string type, int n) =>
        server.Services.GetRequiredService<IRealtime>().Publish(Topics.User(user.Id), type, new { n }, default);

    private static IRealtimeHistory History(TestServer server) => server.Services.GetRequiredService<IRealtimeHistory>();

    /// <summary>What other nodes would have published, numbered from 1, at one stroke.</summary>
    private static Task PublishMany(TestServer server, string topic, int count) => Execute(
        server,
        $$"""
        {{PostgresRealtime.LockSql}};
        INSERT INTO realtime_events (id, topic, type, data, created_at)
        SELECT (SELECT max(id) FROM realtime_events) + n, '{{topic}}', 'number', '{"n":' || n || '}', '2026-03-02T09:00:00Z' FROM generate_series(1, {{count}}) n
        """);

    private static async Task Execute(TestServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
