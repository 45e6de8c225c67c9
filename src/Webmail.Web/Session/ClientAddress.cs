using System.Net.Sockets;

namespace Webmail.Web.Session;

/// <summary>Who counts as one client.</summary>
internal static class ClientAddress
{
    /// <summary>The address of a request's client, an IPv6 one by its /64: that is what one household or machine has.</summary>
    public static string Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return address is null ? ""
            : address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
                ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
                : address.MapToIPv4().ToString();
    }
}
