using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Messaging.Presence;

public sealed class PresenceSocketTests
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
    public async Task Coming_and_going_is_seen_on_the_other_node_by_friends_only()
    {
        var (ada, bob, eve) = await People();
        await using var bobs = await Watch(_b, bob);
        await using var eves = await Watch(_b, eve);
        var adas = await Watch(_a, ada);
        var update = await Update(bobs, ada);
        Assert.That(
            update.GetRawText(),
            Is.EqualTo($$$"""{"type":"presence_update","data":{"user_id":{{{ada.Id}}},"status":"online","current_activity":null,"status_message":null,"last_seen":"2026-03-02T09:00:00Z","timestamp":"2026-03-02T09:00:00Z"}}"""));
        await adas.DisposeAsync();
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"));
        await ShouldHearOnlyOfThemselves(eves, eve);
    }

    [Test]
    public async Task Who_connects_is_told_how_things_stand_in_both_forms()
    {
        var (ada, bob, _) = await People();
        await using var adas = await Watch(_a, ada);
        await ada.Client.PostJson("/presence/status", new { status = "busy" }).ShouldBeOk();
        await using var bobs = await TestSocket.Connect(_b, $"/ws/presence/{bob.Id}", bob.AccessToken);
        var initial = (await bobs.Receive()).GetProperty("data");
        Assert.That(initial.GetArrayLength(), Is.EqualTo(1));
        Assert.That(initial[0].Text("status"), Is.EqualTo("busy"));
        var single = await bobs.Receive();
        Assert.That(single.Text("type"), Is.EqualTo("presence_update"));
        Assert.That(single.GetProperty("data").GetRawText(), Is.EqualTo(initial[0].GetRawText()));
    }

    [Test]
    public async Task Several_sockets_on_several_nodes_are_one_presence_until_the_last_is_closed()
    {
        var (ada, bob, _) = await People();
        await using var bobs = await Watch(_b, bob);
        var first = await Watch(_a, ada);
        var second = await Watch(_b, ada);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"));
        await first.DisposeAsync();
        await Eventually.True(async () => await Connections(ada) == 1);

        // Had anything been said of it, it would come before this.
        await second.Send(new { type = "update_status", status = "away" });
        Assert.That(await Heard(bobs, ada), Is.EqualTo("away"));
        await second.DisposeAsync();
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"));
        Assert.That((await bob.Client.Get($"/users/{ada.Username}/presence").ShouldBeOk()).Text("status"), Is.EqualTo("offline"));

        await using var third = await Watch(_a, ada);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("away"), "what was chosen outlasts the sockets");
    }

    [Test]
    public async Task What_is_set_by_request_is_pushed_too()
    {
        var (ada, bob, _) = await People();
        await using var bobs = await Watch(_b, bob);
        await ada.Client.PostJson("/presence/status", new { status = "busy", status_message = "Soup" }).ShouldBeOk();
        var data = (await Update(bobs, ada)).GetProperty("data");
        Assert.That((data.Text("status"), data.Text("status_message")), Is.EqualTo(("busy", "Soup")));
    }

    [Test]
    public async Task Only_changes_are_pushed()
    {
        var (ada, bob, _) = await People();
        await using var bobs = await Watch(_b, bob);
        await using var adas = await Watch(_a, ada);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"));
        for (var i = 0; i < 3; i++)
        {
            await adas.Send(new { type = "heartbeat" });
            Assert.That((await adas.Receive("heartbeat_ack")).Text("timestamp"), Does.Match("^....-..-..T..:..:..Z$"));
        }

        await adas.Send(new { type = "update_status", status = "online" });
        await ada.Client.PostJson("/presence/status", new { status = "online" }).ShouldBeOk();
        await using var again = await Watch(_b, ada);
        await adas.Send(new { type = "update_status", status = "away", current_activity = "Walking" });
        Assert.That(await Heard(bobs, ada), Is.EqualTo("away"));
    }

    [Test]
    public async Task Typing_is_shown_to_the_conversation_only()
    {
        var (ada, bob, eve) = (await _a.SignUp("ada"), await _a.SignUp("bob"), await _a.SignUp("eve"));
        var room = await ada.Begin(bob);
        await ada.Begin(eve);
        await using var adas = await Watch(_a, ada);
        await using var bobs = await Watch(_b, bob);
        await using var eves = await Watch(_b, eve);
        await adas.Send(new { type = "typing", conversation_id = room, is_typing = true });
        Assert.That(
            (await bobs.Receive("typing_indicator")).GetRawText(),
            Is.EqualTo($$$"""{"type":"typing_indicator","data":{"user_id":{{{ada.Id}}},"conversation_id":{{{room}}},"is_typing":true}}"""));
        await ada.Client.PostJson($"/conversations/{room}/typing", new { is_typing = false }).ShouldBeNoContent();
        Assert.That((await bobs.Receive("typing_indicator")).GetProperty("data").GetProperty("is_typing").GetBoolean(), Is.False);

        await eves.Send(new { type = "typing", conversation_id = room });
        Assert.That((await UntilAck(eves)).Where(f => f.Text("type") is "typing_indicator" or "error").Select(f => f.Text("type")), Is.EqualTo(new[] { "error" }));
        Assert.That((await UntilAck(adas)).Select(f => f.Text("type")), Has.None.EqualTo("typing_indicator"), "not to who types");
    }

    [Test]
    public async Task Sight_follows_who_comes_into_conversations_and_who_leaves_them()
    {
        var (ada, bob, eve) = (await _a.SignUp("ada"), await _a.SignUp("bob"), await _a.SignUp("eve"));
        await using var adas = await Watch(_a, ada);
        await using var bobs = await Watch(_b, bob);
        await using var eves = await Watch(_b, eve);

        var room = await ada.Begin(bob);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"), "a new conversation");
        Assert.That(await Heard(adas, bob), Is.EqualTo("online"));
        await ada.Client.PostJson($"/conversations/{room}/participants", new { usernames = new[] { eve.Username } }).ShouldBeNoContent();
        Assert.That(await Heard(eves, ada), Is.EqualTo("online"), "somebody new");
        Assert.That(await Heard(bobs, eve), Is.EqualTo("online"), "to who was there");

        await ada.Client.Delete($"/conversations/{room}/participants/{eve.Username}").ShouldBeNoContent();
        Assert.That(await Heard(eves, ada), Is.EqualTo("offline"), "out of sight");
        await UntilAck(eves);
        Assert.That(await Heard(bobs, eve), Is.EqualTo("offline"));
        await adas.Send(new { type = "update_status", status = "busy" });
        Assert.That(await Heard(bobs, ada), Is.EqualTo("busy"));
        await adas.Send(new { type = "typing", conversation_id = room });
        await bobs.Receive("typing_indicator");
        await ShouldHearOnlyOfThemselves(eves, eve);

        await ada.Client.Delete($"/conversations/{room}").ShouldBeNoContent();
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"), "the conversation was deleted");
        await adas.Send(new { type = "update_status", status = "away" });
        Assert.That(await Heard(adas, ada), Is.EqualTo("busy"));
        Assert.That(await Heard(adas, ada), Is.EqualTo("away"));
        await ShouldHearOnlyOfThemselves(bobs, bob);
    }

    [Test]
    public async Task Who_shares_another_conversation_stays_in_sight()
    {
        var (ada, bob, _) = await People();
        var second = await ada.Begin(bob);
        await using var bobs = await Watch(_b, bob);
        await using var adas = await Watch(_a, ada);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"));
        await ada.Client.Delete($"/conversations/{second}").ShouldBeNoContent();
        await adas.Send(new { type = "update_status", status = "away" });
        Assert.That(await Heard(bobs, ada), Is.EqualTo("away"));
    }

    [Test]
    public async Task Offline_by_choice_stays_offline_although_a_socket_is_open()
    {
        var (ada, bob, _) = await People();
        await ada.Client.PostJson("/presence/status", new { status = "offline" }).ShouldBeOk();
        await using var bobs = await Watch(_b, bob);
        await using var adas = await Watch(_a, ada);
        await adas.Send(new { type = "update_status", status = "offline", status_message = "Nobody reads this" });
        await UntilAck(adas);
        Assert.That((await bob.Client.Get($"/users/{ada.Username}/presence").ShouldBeOk()).Text("status"), Is.EqualTo("offline"));
        await adas.Send(new { type = "update_status", status = "busy" });
        Assert.That(await Heard(bobs, ada), Is.EqualTo("busy"), "the first that is heard");
    }

    [Test]
    public async Task Whoever_is_not_who_they_say_is_refused()
    {
        var (ada, bob, _) = await People();
        foreach (var (path, token, code) in new[]
        {
            ($"/ws/presence/{bob.Id}", ada.AccessToken, 4003),
            ("/ws/presence/2000000000", ada.AccessToken, 4003),
            ("/ws/presence/me", ada.AccessToken, 4004),
            ($"/ws/presence/{ada.Id}", "nonsense", 4001),
            ($"/ws/presence/{ada.Id}?token=nonsense", null, 4001),
        })
        {
            await using var socket = await TestSocket.Connect(_a, path, token);
            Assert.That(await socket.CloseCode(), Is.EqualTo(code), path + " " + token);
        }

        var key = (await ada.Client.PostJson("/auth/api-keys", new { name = "reader", scopes = new[] { "read" } }).Should(HttpStatusCode.Created)).Text("key");
        await using var reader = await TestSocket.Connect(_a, $"/ws/presence/{ada.Id}?token={key}");
        Assert.That(await reader.CloseCode(), Is.EqualTo(4003), "being there is writing");
        Assert.That(await Connections(ada), Is.Zero);

        var writing = (await ada.Client.PostJson("/auth/api-keys", new { name = "writer", scopes = new[] { "write" } }).Should(HttpStatusCode.Created)).Text("key");
        await using var writer = await TestSocket.Connect(_a, $"/ws/presence/{ada.Id}?token={writing}");
        Assert.That(await writer.CloseCode(), Is.EqualTo(4003), "seeing others is reading");
    }

    [Test]
    public async Task All_ways_to_sign_in_work_and_under_the_prefix()
    {
        var ada = await _a.SignUp("ada");
        await using var byQuery = await TestSocket.Connect(_a, $"/api/ws/presence/{ada.Id}?token={ada.AccessToken}");
        await byQuery.Receive("initial_presences");
        await using var byFrame = await TestSocket.Connect(_a, $"/ws/presence/{ada.Id}");
        await byFrame.Send(new { type = "auth", token = ada.AccessToken });
        await byFrame.Receive("initial_presences");
        await using var impatient = await TestSocket.Connect(_a, $"/ws/presence/{ada.Id}");
        await impatient.Send(new { type = "heartbeat" });
        Assert.That(await impatient.CloseCode(), Is.EqualTo(4001));
    }

    [Test]
    public async Task The_older_client_uses_its_own_socket_by_another_name()
    {
        var (ada, bob) = (await _a.SignUp("ada"), await _a.SignUp("bob"));
        var room = await ada.Begin(bob);
        await using var bobs = await TestSocket.Connect(_a, "/ws/presence/subscribe", bob.AccessToken);
        await bobs.Receive("initial_presences");
        Assert.That((await ada.Client.Get($"/users/{bob.Username}/presence").ShouldBeOk()).Text("status"), Is.EqualTo("online"));
        await ada.Client.PostJson($"/conversations/{room}/typing", new { is_typing = true }).ShouldBeNoContent();
        Assert.That((await bobs.Receive("typing_update")).GetProperty("data").GetProperty("user_id").GetInt32(), Is.EqualTo(ada.Id));
    }

    [Test]
    public async Task Bad_frames_are_answered_and_change_nothing()
    {
        var (ada, bob, _) = await People();
        await using var bobs = await Watch(_b, bob);
        await using var adas = await Watch(_a, ada);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"));
        foreach (var (frame, code) in new[]
        {
            ("{", "invalid_json"), ("[]", "invalid_message"), ("{}", "invalid_message"), ("""{"type":"dance"}""", "unknown_message_type"),
            ("""{"type":"update_status","status":"dancing"}""", "validation_error"), ("""{"type":"update_status"}""", "validation_error"),
            ("""{"type":"update_status","status":7}""", "validation_error"), ("""{"type":"typing"}""", "validation_error"),
            ("""{"type":"typing","conversation_id":"x"}""", "validation_error"), ("""{"type":"typing","conversation_id":2000000000}""", "resource_not_found"),
        })
        {
            await adas.SendText(frame);
            Assert.That((await adas.Receive("error")).Text("code"), Is.EqualTo(code), frame);
        }

        await adas.Send(new { type = "update_status", status = "away" });
        Assert.That(await Heard(bobs, ada), Is.EqualTo("away"), "the first that is heard");
        await adas.Send([1, 2, 3], WebSocketMessageType.Binary);
        Assert.That(await adas.CloseCode(), Is.EqualTo(1003));
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"));
    }

    [Test]
    public async Task Who_signs_out_is_gone()
    {
        var (ada, bob, _) = await People();
        await using var bobs = await Watch(_b, bob);
        await using var adas = await Watch(_a, ada);
        Assert.That(await Heard(bobs, ada), Is.EqualTo("online"));
        await ada.Client.Delete("/users/me/").ShouldBeNoContent();
        Assert.That(await adas.CloseCode(), Is.EqualTo(4001));
        Assert.That(await Heard(bobs, ada), Is.EqualTo("offline"));
    }

    [Test]
    public async Task Monitors_learn_how_much_and_admins_what()
    {
        await using var server = await TestServer.Start();
        var (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        var room = await ada.Begin(bob);
        await using var inRoom = await TestSocket.Connect(server, $"/ws/{room}", ada.AccessToken);
        await inRoom.Receive("connection");
        await using var present = await Watch(server, bob);
        foreach (var client in new[] { server.Anonymous(), ada.Client })
        {
            foreach (var path in new[] { "/ws/health", "/api/ws/health" })
            {
                Assert.That(
                    (await client.Get(path).ShouldBeOk()).GetRawText(),
                    Is.EqualTo("""{"active_conversations":1,"connections":{},"presence_connections":1,"online_users":[]}"""));
            }
        }

        await server.MakeAdmin(ada);
        Assert.That(
            (await ada.Client.Get("/ws/health").ShouldBeOk()).GetRawText(),
            Is.EqualTo($$$"""{"active_conversations":1,"connections":{"{{{room}}}":1},"presence_connections":1,"online_users":[{{{bob.Id}}}]}"""));
    }

    internal static async Task<TestSocket> Watch(TestServer server, TestUser user)
    {
        var socket = await TestSocket.Connect(server, $"/ws/presence/{user.Id}", user.AccessToken);
        await socket.Receive("initial_presences");
        return socket;
    }

    /// <summary>The next status that is told of somebody.</summary>
    internal static async Task<string> Heard(TestSocket socket, TestUser of) => (await Update(socket, of)).GetProperty("data").Text("status");

    private static async Task<JsonElement> Update(TestSocket socket, TestUser of)
    {
        while (true)
        {
            var frame = await socket.Receive("presence_update");
            if (frame.GetProperty("data").GetProperty("user_id").GetInt32() == of.Id)
                return frame;
        }
    }

    /// <summary>Everything that has been sent to a socket up to now.</summary>
    private static async Task<List<JsonElement>> UntilAck(TestSocket socket)
    {
        await socket.Send(new { type = "heartbeat" });
        var frames = new List<JsonElement>();
        while (await socket.Receive() is var frame && frame.Text("type") != "heartbeat_ack")
            frames.Add(frame);
        return frames;
    }

    private static async Task ShouldHearOnlyOfThemselves(TestSocket socket, TestUser user) =>
        Assert.That(
            (await UntilAck(socket)).Where(f => f.Text("type") is "presence_update" or "typing_indicator")
                .Select(f => f.GetProperty("data").GetProperty("user_id").GetInt32()),
            Is.All.EqualTo(user.Id));

    private async Task<long> Connections(TestUser user)
    {
        await using var connection = new NpgsqlConnection(_a.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM presence_connections WHERE user_id = $1", connection) { Parameters = { new() { Value = user.Id } } };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Two who share a conversation, and a stranger.</summary>
    private async Task<(TestUser Ada, TestUser Bob, TestUser Eve)> People()
    {
        var (ada, bob, eve) = (await _a.SignUp("ada"), await _a.SignUp("bob"), await _a.SignUp("eve"));
        await ada.Begin(bob);
        return (ada, bob, eve);
    }
}
