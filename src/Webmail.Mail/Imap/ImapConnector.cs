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
    private static readonly ImapImplementation Self = new()
    {
        Name = "Webmail",
        Version = typeof(ImapConnector).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0],
    };

    /// <summary>A connection signed in as the user. Failures are <see cref="MailException"/>.</summary>
    public Task<ImapConnection> ConnectAsync(MailAccount account, Credentials credentials, CancellationToken token) =>
        ConnectAsync(account, credentials, mayCompress: true, token);

    /// <summary>The same; without compression the bytes below MailKit can be written too (<see cref="ImapConnection.Stream"/>).</summary>
    public async Task<ImapConnection> ConnectAsync(MailAccount account, Credentials credentials, bool mayCompress, CancellationToken token)
    {
        try
        {
            return await DialAndSignInAsync(account, credentials, mayCompress, token).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            MailTelemetry.CountConnectFailure(e.Failure);
            throw;
        }
    }

    private async Task<ImapConnection> DialAndSignInAsync(
        MailAccount account, Credentials credentials, bool mayCompress, CancellationToken token)
    {
        var socket = await dialer.DialAsync(account.Imap, token).ConfigureAwait(false);
        var responses = new ServerResponses();
        var client = new ImapClient(responses) { Timeout = options.Value.TimeoutSeconds * 1000 };
        try
        {
            var check = new CertificateCheck(account.Imap, time);
            var stream = await SecureTransport.OpenAsync(socket, account.Imap, check, client.Timeout, token).ConfigureAwait(false);
            await GreetAsync(client, stream, account.Imap, responses, token).ConfigureAwait(false);
            await SignInAsync(client, account, credentials, responses, token).ConfigureAwait(false);
            await IntroduceAsync(client, account.Id, token).ConfigureAwait(false);
            var compressed = mayCompress && IsFarAway(socket) && await CompressAsync(client, account.Id, token).ConfigureAwait(false);
            return new ImapConnection(client, socket, compressed ? null : stream, responses, time);
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

    private static async Task GreetAsync(
        ImapClient client, ServerStream stream, MailServer server, ServerResponses responses, CancellationToken token)
    {
        await client.ConnectAsync(stream, server.Host, server.Port, SecureSocketOptions.None, token).ConfigureAwait(false);
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
        ImapClient client, MailAccount account, Credentials credentials, ServerResponses responses, CancellationToken token)
    {
        responses.Clear();
        var secured = account.Imap.Security != ConnectionSecurity.None;
        if (SignInMechanism.Choose(client.AuthenticationMechanisms, secured, account.UserName, credentials) is { } mechanism)
        {
            await client.AuthenticateAsync(mechanism, token).ConfigureAwait(false);
            return;
        }

        if (client.Capabilities.HasFlag(ImapCapabilities.LoginDisabled))
            throw new MailException(MailFailure.SignInUnsupported, string.Join(' ', client.AuthenticationMechanisms));
        // Without mechanisms to walk through, this is the LOGIN command, once.
        client.AuthenticationMechanisms.Clear();
        await client.AuthenticateAsync(new NetworkCredential(account.UserName, credentials.Password), token).ConfigureAwait(false);
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

    private async Task<bool> CompressAsync(ImapClient client, AccountId account, CancellationToken token)
    {
        if ((client.Capabilities & ImapCapabilities.Compress) == 0)
            return false;
        try
        {
            await client.CompressAsync(token).ConfigureAwait(false);
            return true;
        }
        catch (ImapCommandException)
        {
            ImapLog.CourtesyRefused(logger, account, "COMPRESS");
            return false;
        }
    }

    // Compression costs memory and time on both ends; on the same machine or network it buys nothing.
    private static bool IsFarAway(Socket socket) =>
        socket.RemoteEndPoint is IPEndPoint remote && !PrivateAddresses.Contains(remote.Address);
}
