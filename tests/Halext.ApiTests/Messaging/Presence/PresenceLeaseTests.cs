using System.Net.WebSockets;
using Halext.Domain.Messaging;
using Halext.Infrastructure.Messaging;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Halext.ApiTests.Messaging.Presence.PresenceSocketTests;

namespace Halext.ApiTests.Messaging.Presence;

/// <summary>What happens when nobody says goodbye. Servers of their own, because time passes.</summary>
public sealed class PresenceLeaseTests
{
    [Test]
    public async Task A_visit_by_request_ends_after_five_minutes()
    {
        await using var server = await TestServer.Start();
        var (ada, bob) = await Friends(server);

        // Heard before time passes, and on a socket that has gone by then: an open one would be silent for too long.
        await using (var first = await Watch(server, bob))
        {
            await ada.Client.PostJson("/presence/status", new { status = "busy" }).ShouldBeOk();
            Assert.That(await Heard(first, ada), Is.EqualTo("busy"));
        }

        server.Clock.Advance(UserPresence.VisitLength - TimeSpan.FromSeconds(1));
        await Beat(server);
        Assert.That(await Status(bob, ada), Is.EqualTo("busy"));

        await using var bobs = await Watch(server, bob);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("busy"));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await Beat(server);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"));
        var seen = await bob.Client.Get($"/users/{ada.Username}/presence").ShouldBeOk();
        Assert.That((seen.Text("status"), seen.Text("last_seen")), Is.EqualTo(("offline", "2026-03-02T09:00:00Z")));
    }

    [Test]
    public async Task A_socket_outlasts_a_visit()
    {
        await using var server = await TestServer.Start();
        var (ada, bob) = await Friends(server);
        await using var adas = await Watch(server, ada);
        await ada.Client.PostJson("/presence/status", new { status = "busy" }).ShouldBeOk();
        server.Clock.Advance(TimeSpan.FromSeconds(50));
        await adas.Send(new { type = "heartbeat" });
        await adas.Receive("heartbeat_ack");
        await Beat(server);
        await Execute(server, "UPDATE user_presences SET visit_ends_at = '2026-03-02T09:00:00Z'");
        await Beat(server);
        Assert.That(await Status(bob, ada), Is.EqualTo("busy"));
        Assert.That(await Execute(server, "DELETE FROM user_presences WHERE visit_ends_at IS NOT NULL"), Is.Zero, "it is forgotten");
    }

    [Test]
    public async Task Heartbeats_write_down_when_somebody_was_last_seen_once_a_minute_and_push_nothing()
    {
        await using var server = await TestServer.Start();
        var (ada, bob) = await Friends(server);
        await using var adas = await Watch(server, ada);
        await using var bobs = await Watch(server, bob);
        foreach (var (advance, lastSeen) in new[] { (30, "2026-03-02T09:00:00Z"), (30, "2026-03-02T09:01:00Z"), (50, "2026-03-02T09:01:00Z") })
        {
            server.Clock.Advance(TimeSpan.FromSeconds(advance));
            foreach (var socket in new[] { adas, bobs })
            {
                await socket.Send(new { type = "heartbeat" });
                await socket.Receive("heartbeat_ack");
            }

            await Beat(server);
            Assert.That((await bob.Client.Get($"/users/{ada.Username}/presence").ShouldBeOk()).Text("last_seen"), Is.EqualTo(lastSeen));
        }

        await adas.Send(new { type = "update_status", status = "away" });
        Assert.That(await Heard(bobs, ada), Is.EqualTo("away"), "the first that is heard");
    }

    [Test]
    public async Task Who_hides_is_not_seen_by_heartbeats_either()
    {
        await using var server = await TestServer.Start();
        var (ada, bob) = await Friends(server);
        await using var adas = await Watch(server, ada);
        await adas.Send(new { type = "update_status", status = "offline" });
        await Eventually.True(async () => await Status(bob, ada) == "offline");
        server.Clock.Advance(TimeSpan.FromSeconds(59));
        await adas.Send(new { type = "heartbeat" });
        await adas.Receive("heartbeat_ack");
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        await Beat(server);
        Assert.That((await bob.Client.Get($"/users/{ada.Username}/presence").ShouldBeOk()).Text("last_seen"), Is.EqualTo("2026-03-02T09:00:00Z"));
    }

    [Test]
    public async Task A_node_that_stops_keeps_its_peoples_places_for_a_moment()
    {
        var a = await TestServer.Start();
        await using var b = await TestServer.Start(connectionString: a.ConnectionString);
        var (ada, bob) = await Friends(b);
        await using var bobs = await Watch(b, bob);
        await using var adas = await Watch(a, ada);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"));
        var stopping = a.DisposeAsync();
        Assert.That(await adas.CloseCode(), Is.EqualTo(1001));
        await stopping;
        b.Clock.Advance(PresenceNode.RestartGrace - TimeSpan.FromSeconds(1));
        await Beat(b);
        Assert.That(await Status(bob, ada), Is.EqualTo("online"));
        b.Clock.Advance(TimeSpan.FromSeconds(1));
        await Beat(b);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"));
        Assert.That(await Execute(b, "DELETE FROM presence_nodes"), Is.EqualTo(1), "only the one that lives");
    }

    [Test]
    public async Task What_was_chosen_survives_a_restart()
    {
        var a = await TestServer.Start();
        var (ada, bob) = await Friends(a);
        await ada.Client.PostJson("/presence/status", new { status = "away", status_message = "Soup" }).ShouldBeOk();
        await a.DisposeAsync();
        await using var b = await TestServer.Start(connectionString: a.ConnectionString);
        await using var bobs = await Watch(b, bob);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("away"));
    }

    [Test]
    public async Task A_node_that_is_killed_does_not_leave_its_people_online()
    {
        await using var b = await TestServer.Start();
        await using var killed = await HalextProcess.Start(environment: new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = b.ConnectionString,
            ["SECRET_KEY"] = "aT3Nq8vXw2Lk5Rz7Tb9Yc1Pd4Fg6Hj0MsQe5Wr8Ui3Zo",
        }).Ready();

        // The process lives in the real present, and so have they who speak with it.
        b.Clock.Advance(TimeProvider.System.GetUtcNow() - b.Clock.GetUtcNow());
        var (ada, bob) = await Friends(b);
        await using var bobs = await Watch(b, bob);
        await using var adas = await TestSocket.Connect(killed.Address, $"/ws/presence/{ada.Id}", ada.AccessToken);
        await adas.Receive("initial_presences");
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"));
        await killed.Stop("KILL");
        Assert.That(async () => await adas.CloseCode(), Throws.InstanceOf<WebSocketException>());
        await Beat(b);
        Assert.That(await Status(bob, ada), Is.EqualTo("online"), "it is believed for a while");

        // Its last sign of life may have been later than what the clock of the tests says.
        var end = TimeProvider.System.GetUtcNow() + PresenceNode.Lease + TimeSpan.FromSeconds(1);
        while (b.Clock.GetUtcNow() < end)
        {
            b.Clock.Advance(TimeSpan.FromSeconds(30));
            await bobs.Send(new { type = "heartbeat" });
            await bobs.Receive("heartbeat_ack");
        }

        await Eventually.True(async () =>
        {
            await Beat(b);
            return await Status(bob, ada) == "offline";
        });
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"));
    }

    [Test]
    public async Task A_node_that_was_believed_dead_counts_its_sockets_anew()
    {
        await using var a = await TestServer.Start();
        await using var b = await TestServer.Start(connectionString: a.ConnectionString);
        var (ada, bob) = await Friends(a);
        await using var bobs = await Watch(a, bob);
        var adas = await Watch(a, ada);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"));
        b.Clock.Advance(PresenceNode.Lease + TimeSpan.FromSeconds(1));
        await Beat(b);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"));
        await Beat(a);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"));
        await adas.DisposeAsync();
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"), "and they are counted once");
    }

    private static Task Beat(TestServer server) => server.Services.GetRequiredService<PresenceHeartbeat>().Beat(default);

    private static async Task<string> Status(TestUser viewer, TestUser seen) =>
        (await viewer.Client.Get($"/users/{seen.Username}/presence").ShouldBeOk()).Text("status");

    private static async Task<(TestUser Ada, TestUser Bob)> Friends(TestServer server)
    {
        var (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        await ada.Begin(bob);
        return (ada, bob);
    }

    private static async Task<int> Execute(TestServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }
}
