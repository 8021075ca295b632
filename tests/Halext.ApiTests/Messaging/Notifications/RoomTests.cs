using System.Net.WebSockets;
using Halext.Application.Messaging.Realtime;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Messaging.Notifications;

/// <summary>Who is in a room is known on every node, and when a node dies nobody misses anything.</summary>
public sealed class RoomTests
{
    [Test]
    public async Task A_room_that_is_open_on_one_node_is_open_on_all()
    {
        await using var a = await TestServer.Start();
        await using var b = await TestServer.Start(connectionString: a.ConnectionString);
        var (ada, bob) = (await a.SignUp("ada"), await a.SignUp("bob"));
        var room = await ada.Begin(bob);
        await using (var socket = await TestSocket.Connect(b, $"/ws/{room}", bob.AccessToken))
        {
            await socket.Receive("connection");
            foreach (var node in new[] { a, b })
                Assert.That(await Rooms(node).WhoIsIn(room, default), Is.EqualTo(new[] { bob.Id }));
            Assert.That(await Rooms(a).WhoIsIn(room + 1, default), Is.Empty);
            await ada.Post(room);
            await socket.Receive("message");
            await a.Settle();
            Assert.That(await bob.UnreadNotifications(), Is.Zero);
        }

        await Eventually.True(async () => (await Rooms(a).WhoIsIn(room, default)).Count == 0);
    }

    [Test]
    public async Task Whoever_was_in_a_room_of_a_node_that_died_is_told_of_what_was_posted_since()
    {
        await using var a = await TestServer.Start();
        var (ada, bob, eve) = (await a.SignUp("ada"), await a.SignUp("bob"), await a.SignUp("eve"));
        var room = await ada.Begin(bob, eve);

        // What a node leaves behind that was killed: bob saw the first message, and nobody knows whether he saw the second; eve saw all.
        var before = await ada.Post(room, "Before");
        await a.Settle();
        await a.Sql($"DELETE FROM notifications WHERE user_id IN ({bob.Id}, {eve.Id})");
        a.Clock.Advance(TimeSpan.FromSeconds(5));
        await a.Sql(Visit(bob, room, a.Clock.GetUtcNow()));
        a.Clock.Advance(TimeSpan.FromSeconds(5));
        await ada.Post(room, "Behind");
        await a.Settle();
        await a.Sql(Visit(eve, room, a.Clock.GetUtcNow().AddSeconds(1)));
        Assert.That((await bob.UnreadNotifications(), await eve.UnreadNotifications()), Is.EqualTo((0, 1)), "bob counts as being there until his lease ends");
        await a.Sql($"DELETE FROM notifications WHERE user_id = {eve.Id}");

        // The next node that looks finds that nobody renews them.
        await using var b = await TestServer.Start(connectionString: a.ConnectionString, configure: builder =>
            builder.Services.AddSingleton<TimeProvider>(Later(a)));
        await Eventually.True(async () => (long)(await a.Sql("SELECT count(*) FROM room_visits"))! == 0);
        await a.Settle();
        Assert.That((await bob.Notifications()).Single().Text("body"), Is.EqualTo("Behind"));
        Assert.That(await eve.Notifications(), Is.Empty);
    }

    [Test]
    public async Task A_socket_that_breaks_off_is_a_room_that_is_left()
    {
        await using var a = await TestServer.Start();
        var (ada, bob) = (await a.SignUp("ada"), await a.SignUp("bob"));
        var room = await ada.Begin(bob);
        var visit = await Rooms(a).Enter(room, bob.Id, default);
        var lastHeard = a.Clock.GetUtcNow();
        a.Clock.Advance(TimeSpan.FromSeconds(60));
        await ada.Post(room, "Lost");
        await a.Settle();
        Assert.That(await bob.UnreadNotifications(), Is.Zero.Or.EqualTo(1));
        await Rooms(a).Lose(visit, lastHeard, default);
        Assert.That(await Rooms(a).WhoIsIn(room, default), Is.Empty);
        await using var b = await TestServer.Start(connectionString: a.ConnectionString, configure: builder =>
            builder.Services.AddSingleton<TimeProvider>(Later(a)));
        await Eventually.True(async () => (long)(await a.Sql("SELECT count(*) FROM room_visits"))! == 0);
        await a.Settle();
        Assert.That((await bob.Notifications()).Single().Text("body"), Is.EqualTo("Lost"));
    }

    [Test]
    public async Task A_node_that_is_killed_keeps_nobody_in_its_rooms()
    {
        var database = await TestCluster.CreateDatabase();
        await using var survivor = await TestServer.Start(connectionString: database);
        await using var victim = HalextProcess.Start(environment: new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = database,
            ["SECRET_KEY"] = "aT3Nq8vXw2Lk5Rz7Tb9Yc1Pd4Fg6Hj0MsQe5Wr8Ui3Zo",
            ["RATE_LIMIT_ENABLED"] = "false",
        });
        await victim.Ready();
        var (ada, bob) = (await survivor.SignUp("ada"), await survivor.SignUp("bob"));
        var room = await ada.Begin(bob);

        // The victim's clock is real, and the test's stands still: signing in there needs a token of its own.
        using var client = new TestClient(victim.Address);
        var session = await client.PostJson("/auth/login", new { username = bob.Username, password = TestUser.Password }).ShouldBeOk();
        await using var socket = await TestSocket.Connect(victim.Address, $"/ws/{room}", session.Text("access_token"));
        await socket.Receive("connection");
        Assert.That(await survivor.Sql($"SELECT count(*) FROM room_visits WHERE user_id = {bob.Id}"), Is.EqualTo(1));
        await victim.Stop("KILL");
        Assert.That(async () => await socket.Receive(), Throws.InstanceOf<WebSocketException>());

        // Its lease ends: nobody has renewed it for a minute.
        await survivor.Sql($"UPDATE room_visits SET seen_at = '{survivor.Clock.GetUtcNow() - TimeSpan.FromMinutes(1):O}'");
        Assert.That(await Rooms(survivor).WhoIsIn(room, default), Is.Empty);
        await ada.Post(room, "Anybody there?");
        await survivor.Settle();
        Assert.That((await bob.Notifications()).Single().Text("body"), Is.EqualTo("Anybody there?"));
    }

    private static IRooms Rooms(TestServer server) => server.Services.GetRequiredService<IRooms>();

    private static string Visit(TestUser user, int room, DateTimeOffset seenAt) =>
        $"INSERT INTO room_visits (id, conversation_id, user_id, seen_at) VALUES ('{Guid.NewGuid()}', {room}, {user.Id}, '{seenAt:O}')";

    /// <summary>The clock of another node, when every lease of now has ended.</summary>
    private static TestClock Later(TestServer server)
    {
        var clock = new TestClock();
        clock.Advance(server.Clock.GetUtcNow() - clock.GetUtcNow() + IRooms.Lease + TimeSpan.FromSeconds(5));
        return clock;
    }
}
