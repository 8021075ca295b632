using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>
/// One open socket: JSON objects in text frames. Derived classes say what its frames mean. Frames go out through a bounded queue, so that a
/// reader who does not keep up loses the socket and holds up nobody else.
/// </summary>
internal abstract class SocketSession(WebSocket socket, SocketServices services) : IListener
{
    public const int FrameMaxBytes = 64 * 1024;
    public const int FramesPerSecond = 20;

    private const int QueueLength = 256;

    private readonly Channel<ReadOnlyMemory<byte>[]> _outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>[]>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private CancellationTokenSource _ended = null!;
    private readonly HashSet<string> _topics = [];
    private readonly Lock _gate = new();
    private (int Code, string Reason) _close = (SocketCodes.Normal, "");
    private long _lastHeard = services.Clock.GetUtcNow().UtcTicks;
    private long _lastSaid = services.Clock.GetUtcNow().UtcTicks;
    private (long Second, int Frames) _rate;
    private volatile bool _isEnding;
    private bool _hasLeft;

    /// <summary>Who it belongs to; null while nobody has signed in.</summary>
    public Actor? Actor { get; protected set; }

    /// <summary>What they signed in with, to be looked at again when something about the account changes.</summary>
    public string? Token { get; protected set; }

    protected SocketServices Services => services;

    /// <summary>Whether the other side has ended it, and so has everything that was sent before.</summary>
    protected bool SaidGoodbye => socket.CloseStatus is not null;

    protected DateTimeOffset LastHeard => new(Interlocked.Read(ref _lastHeard), TimeSpan.Zero);

    protected CancellationToken Ended => _ended.Token;

    /// <summary>Serves the socket until one side ends it.</summary>
    public async Task Run(CancellationToken ct)
    {
        using var ended = new CancellationTokenSource();
        _ended = ended;
        using var stopping = ct.UnsafeRegister(_ => End(SocketCodes.GoingAway, "server_shutdown"), null);
        var writing = Write();
        services.Sockets.Add(this);
        try
        {
            if (Actor is null || await StaysSignedIn(Ended))
            {
                await Open(Ended);
                await Read();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // Either side has gone; there is nobody to tell.
        }
        catch (Exception e)
        {
            services.NoteFailure(e);
            End(SocketCodes.InternalError, "internal_error");
        }
        finally
        {
            services.Sockets.Remove(this);
            LeaveAll();
            await Closed();
            StopWriting();
            await writing;
            await Drain();
        }
    }

    /// <summary>Queues a frame.</summary>
    public void Send(object frame) => Queue([services.Json.Bytes(frame)]);

    /// <summary>Ends the socket with a code that says why, behind what is queued already.</summary>
    public void End(int code, string reason)
    {
        lock (_gate)
        {
            if (_close.Code != SocketCodes.Normal)
                return;
            _close = (code, reason);
        }

        StopWriting();
    }

    public abstract void Hear(PushedEvent happened);

    /// <summary>The conversations that it listens to because its owner is in them, unless it looks after them itself.</summary>
    public virtual IReadOnlyCollection<int> Conversations => [];

    /// <summary>Finds out whether it may listen to one of them still, and does not if it may not.</summary>
    public virtual Task LookAgain(int conversationId, CancellationToken ct) => Task.CompletedTask;

    public void MayHaveMissed() => Send(new { type = "gap", message = "Events may be missing; fetch anew what you show." });

    /// <summary>Asks for a sign of life, or ends a socket that gives none.</summary>
    public void Beat(DateTimeOffset now)
    {
        if (now.UtcTicks - Interlocked.Read(ref _lastHeard) >= SocketServices.DeadAfter.Ticks)
        {
            End(SocketCodes.GoingAway, "heartbeat_timeout");
        }
        else if (now.UtcTicks - Math.Max(Interlocked.Read(ref _lastSaid), Interlocked.Read(ref _lastHeard)) >= SocketServices.HeartbeatInterval.Ticks)
        {
            Interlocked.Exchange(ref _lastSaid, now.UtcTicks);
            Send(new { type = "heartbeat", status = "ping" });
        }
    }

    /// <summary>
    /// Looks again who is signed in, once changes of accounts reach this socket: a session that ended between the first look and now would
    /// keep it for ever.
    /// </summary>
    protected async Task<bool> StaysSignedIn(CancellationToken ct)
    {
        if (await services.Verifier.IsStillSignedIn(Token!, ct))
            return true;
        End(SocketCodes.NotSignedIn, "signed_out");
        return false;
    }

    /// <summary>Before the first frame is read.</summary>
    protected virtual Task Open(CancellationToken ct) => Task.CompletedTask;

    /// <summary>A frame that is a JSON object with a type.</summary>
    protected abstract Task Heard(string type, JsonElement frame, CancellationToken ct);

    /// <summary>After the last frame.</summary>
    protected virtual Task Closed() => Task.CompletedTask;

    protected void Join(string topic)
    {
        lock (_gate)
        {
            // Not behind the end, or nobody would ever leave for it.
            if (!_hasLeft && _topics.Add(topic))
                services.Hub.Join(topic, this);
        }
    }

    /// <summary>Also from <see cref="Hear"/>, while a frame is being read.</summary>
    protected void Leave(string topic)
    {
        lock (_gate)
        {
            if (_topics.Remove(topic))
                services.Hub.Leave(topic, this);
        }
    }

    private void LeaveAll()
    {
        lock (_gate)
        {
            foreach (var topic in _topics)
                services.Hub.Leave(topic, this);
            _topics.Clear();
            _hasLeft = true;
        }
    }

    protected bool HasJoined(string topic)
    {
        lock (_gate)
            return _topics.Contains(topic);
    }

    protected IReadOnlyList<string> TopicNames
    {
        get
        {
            lock (_gate)
                return [.. _topics];
        }
    }

    protected int CountTopics()
    {
        lock (_gate)
            return _topics.Count;
    }

    /// <summary>Queues frames that belong together; they take one place, so that many at once do not look like a slow reader.</summary>
    protected void SendAll(IEnumerable<object> frames) => Queue([.. frames.Select(services.Json.Bytes)]);

    protected void Fail(string code, string message) => Send(new { type = "error", code, message });

    /// <summary>Queues a frame that is written already.</summary>
    protected void Send(ReadOnlyMemory<byte> frame) => Queue([frame]);

    /// <summary>Queues a frame once there is room for it: for what this end has in store, and need not be in a hurry to say.</summary>
    /// <exception cref="OperationCanceledException">The socket ends.</exception>
    protected async ValueTask SendInTurn(ReadOnlyMemory<byte> frame)
    {
        while (await _outgoing.Writer.WaitToWriteAsync(Ended))
        {
            if (_outgoing.Writer.TryWrite([frame]))
                return;
        }

        throw new OperationCanceledException();
    }

    /// <summary>Ends a socket on which more has come together than it reads.</summary>
    protected void CutSlowReader()
    {
        End(SocketCodes.TryAgainLater, "too_slow");
        Cut();
    }

    private void Queue(ReadOnlyMemory<byte>[] frames)
    {
        // What comes after the end is not said any more; only a full queue means a slow reader.
        if (!_outgoing.Writer.TryWrite(frames) && !_isEnding)
            CutSlowReader();
    }

    /// <summary>Ends it without waiting for what is queued: the other side does not read.</summary>
    private void Cut() => socket.Abort();

    private async Task Write()
    {
        try
        {
            await foreach (var frame in _outgoing.Reader.ReadAllAsync().SelectMany(frames => frames))
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).AsTask().WaitAsync(SocketServices.SendTimeout, services.Clock);
            var (code, reason) = _close;
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None).WaitAsync(SocketServices.SendTimeout, services.Clock);
            _ended.CancelAfter(SocketServices.SendTimeout);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or TimeoutException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // The other side has gone or does not read any more; reading ends with the socket, and whoever waits for room.
            Cut();
            StopWriting();
        }
    }

    private async Task Read()
    {
        while (await ReadFrame() is { } frame)
        {
            Interlocked.Exchange(ref _lastHeard, services.Clock.GetUtcNow().UtcTicks);
            if (IsTooMany())
            {
                Fail("too_many_frames", $"At most {FramesPerSecond} frames a second.");
                End(SocketCodes.PolicyViolation, "too_many_frames");
                return;
            }

            await Understand(frame);
        }
    }

    private async Task Understand(byte[] bytes)
    {
        JsonDocument document;
        try
        {
            document = Frames.Parse(bytes);
        }
        catch (JsonException)
        {
            Fail("invalid_json", "A frame is a JSON object.");
            return;
        }

        using (document)
        {
            var frame = document.RootElement;
            if (frame.ValueKind is not JsonValueKind.Object)
                Fail("invalid_message", "A frame is a JSON object.");
            else if (!frame.TryGetProperty("type", out var type) || type.ValueKind is not JsonValueKind.String)
                Fail("invalid_message", "A frame has a type.");
            else
                await Obey(type.GetString()!, frame);
        }
    }

    private async Task Obey(string type, JsonElement frame)
    {
        try
        {
            await Heard(type, frame, Ended);
        }
        catch (Exception e) when (e is not (OperationCanceledException or WebSocketException or IOException))
        {
            services.NoteFailure(e);
            Fail("server_error", "Something went wrong on the server; try again.");
        }
    }

    /// <summary>The next text frame; null when the socket has ended.</summary>
    private async Task<byte[]?> ReadFrame()
    {
        // An idle socket holds no buffer: the first wait is for anything at all.
        var first = await socket.ReceiveAsync(Memory<byte>.Empty, Ended);
        if (first.MessageType is WebSocketMessageType.Close)
            return Closing();
        if (first.MessageType is WebSocketMessageType.Binary)
            return Refuse(SocketCodes.UnsupportedData, "text_only");
        if (first.EndOfMessage)
            return [];
        var buffer = ArrayPool<byte>.Shared.Rent(4 * 1024);
        try
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), Ended);
                length += part.Count;
                if (part.MessageType is WebSocketMessageType.Close)
                    return Closing();
                if (length > FrameMaxBytes)
                    return Refuse(SocketCodes.TooBig, "frame_too_large");
                if (part.EndOfMessage)
                    return buffer[..length];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        byte[]? Refuse(int code, string reason)
        {
            End(code, reason);
            return null;
        }

        byte[]? Closing()
        {
            StopWriting();
            return null;
        }
    }

    /// <summary>
    /// Reads what the other side had sent before it heard of the end, up to its own: a connection that is closed with something unread is
    /// reset, and the code that says why is lost.
    /// </summary>
    private async Task Drain()
    {
        using var patience = new CancellationTokenSource(SocketServices.DrainTimeout, services.Clock);
        var buffer = ArrayPool<byte>.Shared.Rent(4 * 1024);
        try
        {
            while (socket.State is WebSocketState.CloseSent)
                await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // It does not end it in time, or has gone.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void StopWriting()
    {
        _isEnding = true;
        _outgoing.Writer.TryComplete();
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private bool IsTooMany()
    {
        var second = services.Clock.GetTimestamp() / services.Clock.TimestampFrequency;
        _rate = _rate.Second == second ? (second, _rate.Frames + 1) : (second, 1);
        return _rate.Frames > FramesPerSecond;
    }
}
