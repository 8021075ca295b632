using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Halext.TestKit;

/// <summary>A client's end of a socket: frames as JSON, and what code it was closed with.</summary>
public sealed class TestSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ClientWebSocket _socket = new();

    private TestSocket()
    {
    }

    /// <summary>Connects, with a token in the header unless it is null.</summary>
    public static Task<TestSocket> Connect(TestServer server, string path, string? token = null) => Connect(server.Address, path, token);

    /// <summary>See above.</summary>
    public static async Task<TestSocket> Connect(Uri server, string path, string? token = null)
    {
        var connected = new TestSocket();
        if (token is not null)
            connected._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        var address = new UriBuilder(new Uri(server, path)) { Scheme = "ws" }.Uri;
        using var timeout = new CancellationTokenSource(Patience);
        await connected._socket.ConnectAsync(address, timeout.Token);
        return connected;
    }

    public Task Send(object frame) => SendText(JsonSerializer.Serialize(frame));

    public Task SendText(string text) => Send(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task Send(byte[] bytes, WebSocketMessageType type)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _socket.SendAsync(bytes, type, endOfMessage: true, timeout.Token);
    }

    /// <summary>The next frame.</summary>
    public async Task<JsonElement> Receive() =>
        await Next() ?? throw new InvalidOperationException($"The socket was closed with {(int?)_socket.CloseStatus} {_socket.CloseStatusDescription}.");

    /// <summary>The next frame of this type; others are passed over.</summary>
    public async Task<JsonElement> Receive(string type)
    {
        while (true)
        {
            var frame = await Receive();
            if (frame.GetProperty("type").GetString() == type)
                return frame;
        }
    }

    /// <summary>Reads until the socket is closed, and answers the code.</summary>
    public async Task<int> CloseCode()
    {
        while (await Next() is not null)
        {
        }

        return (int)_socket.CloseStatus!;
    }

    /// <summary>Goes without a word.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open)
        {
            using var timeout = new CancellationTokenSource(Patience);
            await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
        }

        _socket.Dispose();
    }

    private async Task<JsonElement?> Next()
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
            if (part.MessageType is WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonDocument.Parse(message.ToArray()).RootElement;
        }
    }
}
