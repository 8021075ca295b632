using System.Net.WebSockets;
using System.Text.Json;
using Halext.Bench.Stage;

namespace Halext.Bench.Load;

/// <summary>A client's end of a socket. It says nothing by itself, so that an idle one is idle.</summary>
internal sealed class Listener : IDisposable
{
    private static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler { UseProxy = false });

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[16 * 1024];

    private Listener()
    {
    }

    /// <summary>Connects, and waits for the frame that says so.</summary>
    public static async Task<Listener> Connect(ServerProcess server, string path, string token, CancellationToken ct)
    {
        var listener = new Listener();
        try
        {
            listener._socket.Options.KeepAliveInterval = TimeSpan.Zero;
            listener._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
            await listener._socket.ConnectAsync(new UriBuilder(new Uri(server.Url, path)) { Scheme = "ws" }.Uri, Invoker, ct);
            await listener.Expect("connection", ct);
            return listener;
        }
        catch (WebSocketException e)
        {
            listener.Dispose();
            throw new BenchException($"{path} cannot be opened: {e.Message}");
        }
    }

    /// <summary>Listens to a channel, too.</summary>
    public async Task Subscribe(string channel, CancellationToken ct)
    {
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { type = "subscribe", channel }), WebSocketMessageType.Text, endOfMessage: true, ct);
        await Expect("subscription", ct);
    }

    /// <summary>The next frame, which is valid until the one after it.</summary>
    /// <exception cref="BenchException">There is none any more.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> Receive(CancellationToken ct)
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), ct);
            length += part.Count;
            if (part.MessageType is WebSocketMessageType.Close)
                throw new BenchException($"a socket was closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            if (part.EndOfMessage)
                return _buffer.AsMemory(0, length);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task Expect(string type, CancellationToken ct)
    {
        using var frame = JsonDocument.Parse(await Receive(ct));
        if (frame.RootElement.GetProperty("type").GetString() != type)
            throw new BenchException($"a socket says {frame.RootElement} and not {type}");
    }
}
