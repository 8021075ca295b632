using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Halext.Bench.Stage;

/// <summary>
/// Speaks to the runtime of another process as dotnet-trace does (dotnet/diagnostics, documentation/design-docs/ipc-protocol.md). Of all
/// that it can do, the bench needs one thing: a full garbage collection, before memory is compared.
/// </summary>
internal static class DiagnosticPort
{
    private const byte EventPipe = 0x02;
    private const byte StopTracing = 0x01;
    private const byte CollectTracing2 = 0x03;
    private const byte Ok = 0x00;

    // Whoever turns this keyword of the runtime's events on gets a collection at once, and then no events.
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const ulong CollectKeyword = 0x800000;
    private const uint Informational = 4;

    public static async Task CollectGarbage(int processId, CancellationToken ct)
    {
        var payload = new MemoryStream();
        await using var writer = new BinaryWriter(payload);
        writer.Write(1u); // MB of buffer
        writer.Write(1u); // the format nettrace
        writer.Write(false); // no list of all methods at the end
        writer.Write(1u); // providers
        writer.Write(CollectKeyword);
        writer.Write(Informational);
        writer.Write((uint)Runtime.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(Runtime + '\0'));
        writer.Write(0u); // no arguments

        await using var session = await Connect(processId, ct);
        var id = await Ask(session, CollectTracing2, payload.ToArray(), ct);
        await using var second = await Connect(processId, ct);
        var stopped = Ask(second, StopTracing, id, ct);

        // The runtime does not stop before what it has recorded is taken.
        await session.CopyToAsync(Stream.Null, ct);
        await stopped;
    }

    private static async Task<NetworkStream> Connect(int processId, CancellationToken ct)
    {
        var path = Directory.GetFiles(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{processId}-*-socket")) is [var found, ..]
            ? found
            : throw new BenchException("the server's diagnostic port is closed (DOTNET_EnableDiagnostics?)");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Sends a command and returns the payload of its answer.</summary>
    private static async Task<byte[]> Ask(NetworkStream stream, byte command, byte[] payload, CancellationToken ct)
    {
        const int headerLength = 20;
        var message = new byte[headerLength + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(message);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), (ushort)message.Length);
        (message[16], message[17]) = (EventPipe, command);
        payload.CopyTo(message, headerLength);
        await stream.WriteAsync(message, ct);

        var header = new byte[headerLength];
        await stream.ReadExactlyAsync(header, ct);
        var answer = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(14)) - headerLength];
        await stream.ReadExactlyAsync(answer, ct);
        return header[17] == Ok ? answer : throw new BenchException($"the runtime refuses: {Convert.ToHexString(answer)}");
    }
}
