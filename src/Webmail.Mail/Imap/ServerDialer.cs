using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Webmail.Mail.Imap;

/// <summary>Opens TCP connections to mail servers, and only to those that users may reach.</summary>
internal sealed class ServerDialer(IOptions<MailOptions> options, TimeProvider time)
{
    // An address that does not answer must not use up the time of those that follow (RFC 8305 in its simplest form).
    private static readonly TimeSpan PatienceWithOneOfMany = TimeSpan.FromSeconds(4);

    /// <summary>
    /// A connected socket. Fails with <see cref="MailFailure.ServerUnreachable"/>, <see cref="MailFailure.ServerTimeout"/> or
    /// <see cref="MailFailure.HostNotAllowed"/>; the address is checked after resolving, so a name cannot smuggle one in.
    /// </summary>
    public async Task<Socket> DialAsync(MailServer server, CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(server.Host, both.Token).ConfigureAwait(false);
            if (!IsConfigured(server) && !options.Value.AllowPrivateServers && Array.Exists(addresses, PrivateAddresses.Contains))
                throw new MailException(MailFailure.HostNotAllowed, server.Host);
            return await ConnectAsync(addresses, server.Port, both.Token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new MailException(
                e.SocketErrorCode == SocketError.TimedOut ? MailFailure.ServerTimeout : MailFailure.ServerUnreachable, server.Host, e);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new MailException(MailFailure.ServerTimeout, server.Host, e);
        }
    }

    private bool IsConfigured(MailServer server) =>
        server.Host.Equals(options.Value.Imap.Host, StringComparison.OrdinalIgnoreCase)
        || server.Host.Equals(options.Value.Smtp.Host, StringComparison.OrdinalIgnoreCase);

    private async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken token)
    {
        for (var i = 0; i < addresses.Length; i++)
        {
            var last = i == addresses.Length - 1;
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var patience = new CancellationTokenSource(last ? Timeout.InfiniteTimeSpan : PatienceWithOneOfMany, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(token, patience.Token);
            try
            {
                await socket.ConnectAsync(addresses[i], port, both.Token).ConfigureAwait(false);
                KeepAlive(socket);
                return socket;
            }
            catch (Exception e) when (!last && !token.IsCancellationRequested && e is SocketException or OperationCanceledException)
            {
                socket.Dispose(); // The next address may answer.
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new SocketException((int)SocketError.HostNotFound);
    }

    // Keeps the mapping of a NAT alive under IDLE, and notices within two minutes when the other end is gone.
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
    }
}
