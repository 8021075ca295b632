using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Realtime;

/// <summary>A node that dies with its sockets, while people write.</summary>
public sealed class KilledNodeTests
{
    private const string Path = "/v1/realtime/ws";
    private const int Messages = 60;

    [Test]
    public async Task Its_clients_go_on_at_another_node_and_miss_nothing()
    {
        var database = await TestCluster.CreateDatabase();
        await using var survivor = Serve(database);
        await survivor.Ready();
        await using var victim = Serve(database);
        await victim.Ready();
        using var ada = await SignUp(survivor.Address, "ada");
        using var bob = await SignUp(survivor.Address, "bob");
        var room = (await ada.PostJson("/conversations/", new { title = "Room", with_ai = false, participant_usernames = new[] { "bob" } }).ShouldBeOk()).Id();
        var token = bob.DefaultRequestHeaders.Authorization!.Parameter!;

        // The first message is the one that every client knows when its node dies.
        var sockets = new List<TestSocket>();
        for (var i = 0; i < 20; i++)
            sockets.Add(await Subscribe(victim.Address, null));
        await Post(0);
        var heard = await Task.WhenAll(sockets.Select(Hear));
        var posting = Task.Run(async () =>
        {
            for (var n = 1; n <= Messages; n++)
                await Post(n);
        });
        heard = await Task.WhenAll(sockets.Zip(heard, async (socket, last) =>
        {
            var next = await Hear(socket);
            Assert.That(next.Number, Is.EqualTo(last.Number + 1));
            return next;
        }));
        await victim.Stop("KILL");

        await Task.WhenAll(sockets.Zip(heard, async (socket, last) =>
        {
            // What had arrived before the end still counts.
            try
            {
                while (last.Number < Messages)
                    last = Next(last, await Hear(socket));
            }
            catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or InvalidOperationException)
            {
                Assert.That(last.Number, Is.LessThan(Messages));
            }

            await using var again = await Subscribe(survivor.Address, last.EventId);
            while (last.Number < Messages)
                last = Next(last, await Hear(again));
            await again.Send(new { type = "heartbeat" });
            Assert.That((await again.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Is.EqualTo("heartbeat"), "and nothing twice");
        }));
        await posting;

        Task Post(int n) => ada.PostJson($"/conversations/{room}/messages", new { content = $"{n}" }).ShouldBeOk();

        async Task<TestSocket> Subscribe(Uri node, long? lastEventId)
        {
            var socket = await TestSocket.Connect(node, Path, token);
            await socket.Receive("connection");
            await socket.Send(new { type = "subscribe", channel = $"conversation:{room}", last_event_id = lastEventId });
            Assert.That((await socket.ReceiveApartFromNotifications()).GetProperty("type").GetString(), Is.EqualTo("subscription"));
            return socket;
        }
    }

    private static (int Number, long EventId) Next((int Number, long EventId) last, (int Number, long EventId) next)
    {
        Assert.That(next.Number, Is.EqualTo(last.Number + 1));
        return next;
    }

    private static async Task<(int Number, long EventId)> Hear(TestSocket socket)
    {
        var frame = await socket.ReceiveApartFromNotifications();
        while (frame.Text("type") == "heartbeat")
        {
            await socket.Send(new { type = "heartbeat" });
            frame = await socket.ReceiveApartFromNotifications();
        }

        Assert.That(frame.GetProperty("type").GetString(), Is.EqualTo("event"), "no gap");
        return (int.Parse(frame.GetProperty("data").Text("content"), null), frame.GetProperty("event_id").GetInt64());
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
}
