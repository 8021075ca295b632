using System.Net;
using System.Net.Sockets;

namespace Halext.Infrastructure.Common.Http;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken ct);

/// <summary>The address is none that a person may have this server call. The message tells nothing of the inner network.</summary>
internal sealed class OutgoingRefusedException() : HttpRequestException("This address may not be called from here.");

/// <summary>
/// Opens connections to checked addresses only. The check is on the address that is connected to, after the only look-up there is, so that
/// neither a spelling (<c>0x7f.1</c>) nor a second answer of the name server (DNS rebinding) gets around it.
/// </summary>
internal sealed class GuardedConnections(AddressRules rules, ResolveHost resolve)
{
    private const int MaxAddresses = 8;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="OutgoingRefusedException">An address of the host is refused. One is enough: public hosts have no private addresses.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var endpoint = context.DnsEndPoint;
        var addresses = await Resolve(endpoint.Host, ct);
        if (!addresses.All(rules.IsAllowed))
            throw new OutgoingRefusedException();

        SocketException? last = null;
        foreach (var address in addresses.Take(MaxAddresses))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, endpoint.Port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private async Task<IPAddress[]> Resolve(string host, CancellationToken ct) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await resolve(host, ct);
}
