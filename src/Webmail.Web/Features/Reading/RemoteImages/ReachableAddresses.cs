using System.Net;
using System.Net.Sockets;

namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>
/// Which addresses the letters of strangers may make this server connect to: hosts on the public Internet (RFC 6890), and what the
/// administrator named. Of IPv6 that is global unicast without the ranges that lead to another address inside them.
/// </summary>
/// <param name="allowed">Networks that may be reached although they are not public.</param>
internal sealed class ReachableAddresses(IReadOnlyList<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Refused =
    [
        .. new[]
        {
            "0.0.0.0/8", // "This network" (RFC 791); connects to this host
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // Private (RFC 1918)
            "100.64.0.0/10", // Behind carriers (RFC 6598); metadata of some clouds
            "127.0.0.0/8", // Loopback
            "169.254.0.0/16", // Link-local (RFC 3927); metadata of most clouds
            "192.0.0.0/24", // Protocol assignments (RFC 6890)
            "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // Documentation (RFC 5737)
            "192.88.99.0/24", // Relays of 6to4 (RFC 7526)
            "198.18.0.0/15", // Benchmarks (RFC 2544)
            "224.0.0.0/3", // Multicast, reserved, broadcast
            "2001::/23", // Protocol assignments: Teredo, benchmarks, ORCHID (RFC 2928)
            "2001:db8::/32", "3fff::/20", // Documentation (RFC 3849, RFC 9637)
            "2002::/16", // 6to4: an IPv4 address inside (RFC 3056)
        }.Select(static text => IPNetwork.Parse(text)),
    ];

    /// <summary>Whether anything but the public Internet may be reached.</summary>
    public bool HasOwnNetworks => allowed.Count > 0;

    /// <summary>Whether an address may be connected to. IPv4 inside IPv6, link-local, site-local and unique local addresses may not.</summary>
    public bool Allows(IPAddress address)
    {
        // Before anything else: IPNetwork takes some of these for addresses of networks that they are not in.
        if (address.IsIPv4MappedToIPv6)
            return false;
        if (allowed.Any(network => IsIn(network, address)))
            return true;
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Refused.Any(network => IsIn(network, address)),
            AddressFamily.InterNetworkV6 => address.ScopeId == 0 && IsGlobalUnicast(address) && !Refused.Any(network => IsIn(network, address)),
            _ => false,
        };
    }

    /// <summary>2000::/3 (RFC 4291 section 2.4).</summary>
    private static bool IsGlobalUnicast(IPAddress address) => (address.GetAddressBytes()[0] & 0xE0) == 0x20;

    private static bool IsIn(IPNetwork network, IPAddress address) =>
        network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);
}
