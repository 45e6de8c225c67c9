using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Webmail.Mail.Imap;

/// <summary>Makes a socket a connection that is protected as the server's settings ask.</summary>
internal static class SecureTransport
{
    private const int ImplicitTlsPort = 993;

    /// <summary>
    /// The stream for MailKit. After STARTTLS the greeting is replayed to it. Ends with <see cref="MailFailure.TlsFailed"/> or
    /// <see cref="MailFailure.CertificateInvalid"/>, never with less protection than asked for.
    /// </summary>
    public static async Task<ServerStream> OpenAsync(Socket socket, MailServer server, CertificateCheck check, int timeout, CancellationToken token)
    {
        var network = new NetworkStream(socket, ownsSocket: true);
        if (server.Security == ConnectionSecurity.None)
            return new ServerStream(network);
        if (server.Security == ConnectionSecurity.Tls || (server.Security == ConnectionSecurity.Auto && server.Port == ImplicitTlsPort))
            return new ServerStream(await HandshakeAsync(network, server, check, timeout, token).ConfigureAwait(false));

        // Not disposed: the network below it goes on.
        var plain = new ServerStream(network) { ReadTimeout = timeout, WriteTimeout = timeout };
        await StartTls.NegotiateAsync(plain, token).ConfigureAwait(false);
        var secured = new ServerStream(await HandshakeAsync(network, server, check, timeout, token).ConfigureAwait(false));
        secured.Replay(StartTls.Greeting);
        return secured;
    }

    private static async Task<SslStream> HandshakeAsync(
        NetworkStream network, MailServer server, CertificateCheck check, int timeout, CancellationToken token)
    {
        var tls = new SslStream(network);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(timeout);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = server.Host, RemoteCertificateValidationCallback = check.Verify },
                patience.Token).ConfigureAwait(false);
            return tls;
        }
        catch (Exception e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw e switch
            {
                AuthenticationException when check.Refusal is { } refusal => new MailException(MailFailure.CertificateInvalid, refusal, e),
                AuthenticationException => new MailException(MailFailure.TlsFailed, e.InnerException?.Message ?? e.Message, e),
                OperationCanceledException when !token.IsCancellationRequested => new MailException(MailFailure.ServerTimeout, server.Host, e),
                IOException => new MailException(MailFailure.TlsFailed, e.Message, e),
                _ => e,
            };
        }
    }
}
