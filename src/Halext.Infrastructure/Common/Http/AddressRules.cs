using System.Net;
using System.Net.Sockets;

namespace Halext.Infrastructure.Common.Http;

/// <summary>
/// Which addresses a person may make this server call. Refused is whatever is not plainly the public internet, by the special-purpose
/// registries of IANA (RFC 6890 and its updates), so that nobody reaches the operator's own network or a cloud's metadata through Halext.
/// </summary>
/// <param name="allowed">Networks that the operator opens all the same (<c>OUTGOING_ALLOWED_NETWORKS</c>).</param>
internal sealed class AddressRules(IReadOnlyList<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            // "This network", private, shared (CGNAT), loopback, link-local (with the metadata address 169.254.169.254), private.
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",

            // IETF protocols, documentation, 6to4 relays, AS112, private, AMT, direct delegation, benchmarks, documentation.
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",

            // Metadata of clouds at public-looking addresses: Azure's wire server; Oracle's and Alibaba's lie in ranges above.
            "168.63.129.16/32",

            // Multicast, reserved, broadcast.
            "224.0.0.0/4", "240.0.0.0/4",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>What is handed out at all (RFC 4291); everything else is loopback, link-local, site-local, unique local or multicast.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialV6 =
    [
        // IETF protocols (with Teredo, benchmarks and ORCHID), documentation, 6to4, documentation again, AS112.
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48" }.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>NAT64, also in networks of their own (RFC 6052, RFC 8215): judged by the address that they lead to.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether a person may have this server connect there.</summary>
    public bool IsAllowed(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return allowed.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address)) || IsPublic(address);
    }

    private static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Special.Any(network => network.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        return Nat64.Contains(address)
            ? IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)))
            : GlobalUnicast.Contains(address) && !SpecialV6.Any(network => network.Contains(address));
    }
}
