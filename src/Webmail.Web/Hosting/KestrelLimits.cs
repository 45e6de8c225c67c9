using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Webmail.Web.Session;

namespace Webmail.Web.Hosting;

/// <summary>
/// What a client may ask of the connection. Against clients that are slow on purpose: headers must be there in time, bodies and
/// answers must flow (Kestrel's own minimum, 240 bytes a second after five seconds of grace), and silence ends.
/// </summary>
internal sealed class KestrelLimits(IOptions<ServerLimits> limits) : IConfigureOptions<KestrelServerOptions>
{
    private static readonly TimeSpan HeadersPatience = TimeSpan.FromSeconds(15);

    // Longer than the minute for which nginx and others keep theirs: a connection must not end under a request.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(130);

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = limits.Value.Connections;
        options.Limits.MaxConcurrentUpgradedConnections = limits.Value.Connections;
        options.Limits.MaxRequestBodySize = limits.Value.RequestBytes;
        options.Limits.MaxRequestLineSize = 8 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        options.Limits.MaxRequestHeaderCount = 100;
        options.Limits.RequestHeadersTimeout = HeadersPatience;
        options.Limits.KeepAliveTimeout = Silence;
    }
}
