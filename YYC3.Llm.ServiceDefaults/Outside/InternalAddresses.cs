using System.Net;
using System.Net.Sockets;

namespace YYC3.Llm.ServiceDefaults.Outside;

/// <summary>Which addresses are inside: of this machine, this network, or of no host at all (IANA's special-purpose registries, RFC 6890).</summary>
public static class InternalAddresses
{
    private static readonly IPNetwork[] Networks =
    [
        .. ((ReadOnlySpan<string>)
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "::/127", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8",
        ]).ToArray().Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address is inside.</summary>
    /// <param name="address">The address.</param>
    public static bool Contain(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6) || Networks.Any(network => network.Contains(address));
    }
}
