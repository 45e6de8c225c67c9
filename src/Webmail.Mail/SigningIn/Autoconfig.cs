using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Webmail.Mail.Imap;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Asks a domain's web server for its mail servers. Only over HTTPS, whose certificate vouches for the answer; never at an address
/// that users may not reach, wherever a redirect points.
/// </summary>
internal sealed class Autoconfig : IDisposable
{
    private const int LongestDocument = 64 * 1024;
    private const int MostRedirects = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;

    public Autoconfig(IOptions<MailOptions> options)
        : this(HandlerFor(options.Value))
    {
    }

    /// <summary>With a handler of one's own.</summary>
    internal Autoconfig(HttpMessageHandler handler) =>
        _http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = LongestDocument };

    /// <summary>The servers of the address's domain, or <see langword="null"/>.</summary>
    public async Task<DiscoveredServers?> FindAsync(string address, string domain, CancellationToken token)
    {
        var own = ReadAsync($"https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={Uri.EscapeDataString(address)}", address, token);
        var wellKnown = ReadAsync($"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml", address, token);
        return await own.ConfigureAwait(false) ?? await wellKnown.ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The handler that reaches public addresses only, unless the administrator allows others.</summary>
    internal static SocketsHttpHandler HandlerFor(MailOptions options) => new()
    {
        UseProxy = false,
        UseCookies = false,
        MaxAutomaticRedirections = MostRedirects,
        ConnectTimeout = Patience,
        PooledConnectionIdleTimeout = TimeSpan.Zero,
        ConnectCallback = async (context, token) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, token).ConfigureAwait(false);
            if (!options.AllowPrivateServers && Array.Exists(addresses, PrivateAddresses.Contains))
                throw new HttpRequestException("The host is not on the public Internet.");
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private async Task<DiscoveredServers?> ReadAsync(string url, string address, CancellationToken token)
    {
        try
        {
            return AutoconfigDocument.Read(await _http.GetStringAsync(new Uri(url), token).ConfigureAwait(false), address);
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException or InvalidOperationException
            || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            return null; // Most domains have no such server; the next way of finding servers follows.
        }
    }
}
