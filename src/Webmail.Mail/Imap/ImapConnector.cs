using System.Net;
using System.Net.Sockets;
using System.Reflection;
using MailKit.Net.Imap;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Imap;

/// <summary>Makes authenticated connections: dial, TLS, greeting, one sign-in attempt, and what the server likes to be told.</summary>
internal sealed class ImapConnector(
    ServerDialer dialer, IOptions<MailOptions> options, TimeProvider time, ILogger<ImapConnector> logger)
{
    private const int ImplicitTlsPort = 993;

    private static readonly ImapImplementation Self = new()
    {
        Name = "Webmail",
        Version = typeof(ImapConnector).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0],
    };

    /// <summary>A connection signed in as the user. Failures are <see cref="MailException"/>.</summary>
    public async Task<ImapConnection> ConnectAsync(MailAccount account, Credentials credentials, CancellationToken token)
    {
        var socket = await dialer.DialAsync(account.Imap, token).ConfigureAwait(false);
        var responses = new ServerResponses();
        var client = new ImapClient(responses) { Timeout = options.Value.TimeoutSeconds * 1000 };
        try
        {
            await SecureAsync(client, socket, account.Imap, responses, token).ConfigureAwait(false);
            await SignInAsync(client, account.UserName, credentials, responses, token).ConfigureAwait(false);
            await IntroduceAsync(client, account.Id, token).ConfigureAwait(false);
            if (IsFarAway(socket))
                await CompressAsync(client, account.Id, token).ConfigureAwait(false);
            return new ImapConnection(client, socket, responses, time);
        }
        catch (Exception e)
        {
            client.Dispose();
            socket.Dispose();
            if (e is OperationCanceledException && token.IsCancellationRequested)
                throw;
            throw ImapFailures.FromSignIn(e, responses.LastRefusal);
        }
    }

    private async Task SecureAsync(
        ImapClient client, Socket socket, MailServer server, ServerResponses responses, CancellationToken token)
    {
        var check = new CertificateCheck(server, time);
        client.ServerCertificateValidationCallback = check.Verify;
        // An unreachable revocation list would lock everybody out; browsers and mail clients do not insist on it either.
        client.CheckCertificateRevocation = false;
        try
        {
            await client.ConnectAsync(socket, server.Host, server.Port, OptionsFor(server), token).ConfigureAwait(false);
        }
        catch (SslHandshakeException e)
        {
            throw check.Refusal is { } refusal
                ? new MailException(MailFailure.CertificateInvalid, refusal, e)
                : new MailException(MailFailure.TlsFailed, e.InnerException?.Message, e);
        }
        catch (NotSupportedException e)
        {
            throw new MailException(MailFailure.TlsFailed, "The server does not offer STARTTLS.", e);
        }
        catch (ImapCommandException e) when (server.Security != ConnectionSecurity.None)
        {
            throw new MailException(MailFailure.TlsFailed, responses.LastRefusal?.Text, e);
        }

        // MailKit goes on after a BYE that carries a response code.
        if (responses.LastRefusal is { Condition: "BYE" } bye)
            throw new ImapProtocolException(bye.Text);
        if ((client.Capabilities & (ImapCapabilities.IMAP4rev1 | ImapCapabilities.IMAP4rev2)) == 0)
            throw new MailException(MailFailure.ServerTooOld, server.Host);
        // A greeting of PREAUTH asks for no password, so anybody could be signed in as anybody.
        if (client.IsAuthenticated)
            throw new MailException(MailFailure.SignInUnsupported, "The server does not ask for a password (PREAUTH).");
    }

    private static async Task SignInAsync(
        ImapClient client, string userName, Credentials credentials, ServerResponses responses, CancellationToken token)
    {
        responses.Clear();
        if (SignInMechanism.Choose(client, userName, credentials) is { } mechanism)
        {
            await client.AuthenticateAsync(mechanism, token).ConfigureAwait(false);
            return;
        }

        // Without mechanisms to walk through, this is the LOGIN command, once.
        client.AuthenticationMechanisms.Clear();
        await client.AuthenticateAsync(new NetworkCredential(userName, credentials.Password), token).ConfigureAwait(false);
    }

    // RFC 2971. Some servers serve nobody who did not say ID; and the answer tells whose quirks to mind.
    private async Task IntroduceAsync(ImapClient client, AccountId account, CancellationToken token)
    {
        if ((client.Capabilities & ImapCapabilities.Id) == 0)
            return;
        try
        {
            var server = await client.IdentifyAsync(Self, token).ConfigureAwait(false);
            // Cyrus 3.6 advertises PREVIEW and answers with nothing; MailKit's own way shows text.
            if (server?.Name?.Contains("Cyrus", StringComparison.OrdinalIgnoreCase) == true)
                client.Capabilities &= ~ImapCapabilities.Preview;
        }
        catch (ImapCommandException)
        {
            ImapLog.CourtesyRefused(logger, account, "ID");
        }
    }

    private async Task CompressAsync(ImapClient client, AccountId account, CancellationToken token)
    {
        if ((client.Capabilities & ImapCapabilities.Compress) == 0)
            return;
        try
        {
            await client.CompressAsync(token).ConfigureAwait(false);
        }
        catch (ImapCommandException)
        {
            ImapLog.CourtesyRefused(logger, account, "COMPRESS");
        }
    }

    // Compression costs memory and time on both ends; on the same machine or network it buys nothing.
    private static bool IsFarAway(Socket socket) =>
        socket.RemoteEndPoint is IPEndPoint remote && !PrivateAddresses.Contains(remote.Address);

    private static SecureSocketOptions OptionsFor(MailServer server) => server.Security switch
    {
        ConnectionSecurity.None => SecureSocketOptions.None,
        ConnectionSecurity.Tls => SecureSocketOptions.SslOnConnect,
        ConnectionSecurity.Auto when server.Port == ImplicitTlsPort => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}
