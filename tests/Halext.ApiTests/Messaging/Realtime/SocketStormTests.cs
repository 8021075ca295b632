using System.Net.Sockets;
using System.Text;
using Halext.Application.Common.Realtime;
using Halext.Application.Messaging.Realtime;
using Halext.TestKit;
using Halext.WebApi.Messaging.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Messaging.Realtime;

/// <summary>Sockets that come, go and do not read, and what that does to others: nothing.</summary>
public sealed class SocketStormTests
{
    private const string Path = "/v1/realtime/ws";

    [Test]
    public async Task Two_hundred_sockets_that_reconnect_all_the_time_miss_nothing_and_leave_nothing()
    {
        const int events = 150;
        await using var server = await TestServer.Start();
        var users = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.SignUp()));
        var admin = users[0];
        await using var steady = await TestSocket.Connect(server, Path, admin.AccessToken);
        await steady.Receive("connection");
        await Publish(0);
        var start = (await steady.Receive("event")).GetProperty("event_id").GetInt64();

        var everything = Enumerable.Range(1, events).ToArray();
        var storm = Enumerable.Range(0, 200).Select(i => Task.Run(() => Reconnect(users[i % users.Length], i))).ToList();
        var steadily = Read(steady, events);
        for (var n = 1; n <= events; n++)
            await Publish(n);

        Assert.That(await steadily, Is.EqualTo(everything), "a socket that stays");
        foreach (var heard in await Task.WhenAll(storm))
            Assert.That(heard, Is.EqualTo(everything));
        await steady.DisposeAsync();
        await Eventually.True(async () =>
        {
            var stats = await admin.Client.Get("/v1/realtime/stats").ShouldBeOk();
            return stats.GetProperty("active_connections").GetInt32() == 0 && !stats.GetProperty("channels").EnumerateObject().Any();
        });
        Assert.That(server.Services.GetRequiredService<SocketHub>().Listeners, Is.Empty);

        // Hears a few events on each socket, and goes: politely or not.
        async Task<List<int>> Reconnect(TestUser user, int seed)
        {
            var random = new Random(seed);
            var heard = new List<int>();
            var last = start;
            while (heard.Count < events)
            {
                var socket = await TestSocket.Connect(server, $"{Path}?last_event_id={last}", user.AccessToken);
                await socket.Receive("connection");
                for (var left = random.Next(5, 60); left > 0 && heard.Count < events; left--)
                {
                    var frame = await socket.Receive();
                    Assert.That(frame.GetProperty("type").GetString(), Is.EqualTo("event"), "nothing was missed");
                    heard.Add(frame.GetProperty("data").GetProperty("n").GetInt32());
                    last = frame.GetProperty("event_id").GetInt64();
                }

                if (random.Next(2) == 0)
                    socket.Abort();
                await socket.DisposeAsync();
            }

            return heard;
        }

        Task Publish(int n) => Realtime(server).Publish(Topics.All, "number", new { n }, default);
    }

    [Test]
    public async Task Who_does_not_read_is_cut_off_and_others_get_everything_meanwhile()
    {
        const int events = 1_000;
        await using var server = await TestServer.Start();
        var (ada, bob) = (await server.SignUp(), await server.SignUp());
        await using var reader = await TestSocket.Connect(server, Path, ada.AccessToken);
        await reader.Receive("connection");
        using var sleeper = await ConnectSleeper(server, bob);
        await Eventually.True(() => OpenSockets(server) == 2);

        // Far more than the queue and the buffers of both kernels hold.
        var reading = Read(reader, events);
        var text = new string('x', 20_000);
        for (var n = 1; n <= events; n++)
            await Realtime(server).Publish(Topics.All, "number", new { n, text }, default);
        Assert.That(await reading, Is.EqualTo(Enumerable.Range(1, events)));
        await Eventually.True(() => OpenSockets(server) == 1);

        // The connection was reset, as there is no room for a farewell: behind what had arrived there is no end.
        var buffer = new byte[1 << 20];
        Assert.That(async () =>
        {
            while (await sleeper.ReceiveAsync(buffer) > 0)
            {
            }
        }, Throws.InstanceOf<SocketException>());
    }

    private static IRealtime Realtime(TestServer server) => server.Services.GetRequiredService<IRealtime>();

    private static int OpenSockets(TestServer server) => server.Services.GetRequiredService<ISocketStatistics>().OpenSockets;

    private static async Task<List<int>> Read(TestSocket socket, int count)
    {
        var heard = new List<int>();
        while (heard.Count < count)
            heard.Add((await socket.Receive("event")).GetProperty("data").GetProperty("n").GetInt32());
        return heard;
    }

    /// <summary>A client that has asked for a socket, and reads nothing.</summary>
    private static async Task<Socket> ConnectSleeper(TestServer server, TestUser user)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4 * 1024 };
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {Path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(new byte[16])}\r\nAuthorization: Bearer {user.AccessToken}\r\n\r\n"));
        return socket;
    }
}
