using System.Net;
using System.Net.Sockets;

namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>
/// Connects to hosts that strangers name. A name is resolved once, all that it stands for is judged, and the connection goes to one of
/// those very addresses: a name that means something else a moment later leads nowhere new.
/// </summary>
/// <param name="resolve">Gives the addresses of a name.</param>
/// <param name="reachable">Which addresses may be connected to.</param>
internal sealed class CheckedConnector(Func<string, CancellationToken, Task<IPAddress[]>> resolve, ReachableAddresses reachable)
{
    /// <summary>More addresses of a host are not tried.</summary>
    private const int MostTried = 4;

    /// <summary>The callback of the handler.</summary>
    /// <exception cref="RemoteImageException">An address is not to be reached; nothing was connected to.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, token);
        // One bad address among good ones is a trick, not a mistake.
        if (addresses.Length == 0 || !addresses.All(reachable.Allows))
            throw new RemoteImageException(RemoteImageFailure.NotPublic);
        SocketException? last = null;
        foreach (var address in addresses.Take(MostTried))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e; // The next address may answer.
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last!;
    }
}
