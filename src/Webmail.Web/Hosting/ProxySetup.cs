using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Webmail.Web.Hosting;

/// <summary>Which proxies are believed about the client's address, scheme, host and path prefix: those named, and loopback.</summary>
internal sealed class ProxySetup(IOptions<WebOptions> web) : IConfigureOptions<ForwardedHeadersOptions>
{
    public void Configure(ForwardedHeadersOptions options)
    {
        // A configured path is the whole path: nobody puts another before it.
        options.ForwardedHeaders = web.Value.BasePath.TrimEnd('/').Length > 0 ? ForwardedHeaders.All & ~ForwardedHeaders.XForwardedPrefix : ForwardedHeaders.All;
        // From right to left, as long as the one who says it is believed: what a client made up stands further left.
        options.ForwardLimit = null;
        foreach (var entry in web.Value.TrustedProxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            options.KnownIPNetworks.Add(Parse(entry));
    }

    /// <summary>Whether the text can be read: asked when the options are validated.</summary>
    public static bool IsValid(string trustedProxies) =>
        trustedProxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .All(static entry => System.Net.IPNetwork.TryParse(entry, out _) || IPAddress.TryParse(entry, out _));

    private static System.Net.IPNetwork Parse(string entry) =>
        System.Net.IPNetwork.TryParse(entry, out var network) ? network : new System.Net.IPNetwork(IPAddress.Parse(entry), IPAddress.Parse(entry).GetAddressBytes().Length * 8);
}
