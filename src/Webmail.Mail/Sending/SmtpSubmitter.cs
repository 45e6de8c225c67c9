using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Sending;

/// <summary>Hands messages to a submission server (RFC 6409): one attempt, one answer, and never a guess about it.</summary>
internal sealed class SmtpSubmitter(ServerDialer dialer, IOptions<SendingOptions> options, TimeProvider time)
{
    private const int ImplicitTlsPort = 465;

    /// <summary>One attempt.</summary>
    /// <param name="account">Whose server.</param>
    /// <param name="credentials">What it asks for.</param>
    /// <param name="record">The envelope.</param>
    /// <param name="bytes">The message.</param>
    /// <param name="begins">Called when the server is ready to hear of the message; <see langword="false"/> ends the attempt.</param>
    /// <param name="token">Ends it.</param>
    public async Task<SubmissionResult> SubmitAsync(
        MailAccount account, Credentials credentials, OutboxRecord record, ReadOnlyMemory<byte> bytes, Func<Task<bool>> begins, CancellationToken token)
    {
        var progress = new WholeMessage();
        using var client = new OneForAllClient { Timeout = options.Value.TimeoutSeconds * 1000 };
        var server = account.Smtp;
        try
        {
            var check = new CertificateCheck(server, time);
            client.ServerCertificateValidationCallback = check.Verify;
            client.CheckCertificateRevocation = false;
            await ConnectAsync(client, server, check, token).ConfigureAwait(false);
            await SignInAsync(client, account, credentials, token).ConfigureAwait(false);
            if (!await begins().ConfigureAwait(false))
                return new SubmissionResult(SubmissionOutcome.Later);
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var message = await MimeMessage.LoadAsync(stream, token).ConfigureAwait(false);
            // From here on an end by choice would leave the same doubt as one by accident; the server has its time, no more.
            await client.SendAsync(
                message, new MailboxAddress("", record.Sender), record.Recipients.Select(static address => new MailboxAddress("", address)),
                CancellationToken.None, progress)
                .ConfigureAwait(false);
        }
        catch (SmtpCommandException refusal)
        {
            return OfRefusal(refusal, client.Refused);
        }
        catch (AuthenticationException refusal)
        {
            return new SubmissionResult(SubmissionOutcome.Refused, MailFailure.SignInRefused, refusal.Message);
        }
        catch (MailException failure)
        {
            return OfFailure(failure.Failure, failure.Detail);
        }
        catch (NotSupportedException unsupported)
        {
            // An address with letters beyond ASCII, and no SMTPUTF8 (RFC 6531).
            return new SubmissionResult(SubmissionOutcome.Refused, MailFailure.ServerRefused, unsupported.Message);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ProtocolException or TimeoutException or ServiceNotConnectedException)
        {
            return progress.IsWhole
                ? new SubmissionResult(SubmissionOutcome.Unknown, MailFailure.ConnectionLost)
                : new SubmissionResult(SubmissionOutcome.Later, MailFailure.ConnectionLost, broken.Message);
        }

        await GoodbyeAsync(client).ConfigureAwait(false);
        return new SubmissionResult(SubmissionOutcome.Accepted);
    }

    private async Task ConnectAsync(SmtpClient client, MailServer server, CertificateCheck check, CancellationToken token)
    {
        var socket = await dialer.DialAsync(server, token).ConfigureAwait(false);
        try
        {
            await client.ConnectAsync(socket, server.Host, server.Port, server.Security switch
            {
                ConnectionSecurity.None => SecureSocketOptions.None,
                ConnectionSecurity.Tls => SecureSocketOptions.SslOnConnect,
                ConnectionSecurity.Auto when server.Port == ImplicitTlsPort => SecureSocketOptions.SslOnConnect,
                _ => SecureSocketOptions.StartTls,
            }, token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            throw failure switch
            {
                SslHandshakeException when check.Refusal is { } refusal => new MailException(MailFailure.CertificateInvalid, refusal, failure),
                SslHandshakeException => new MailException(MailFailure.TlsFailed, failure.Message, failure),
                NotSupportedException => new MailException(MailFailure.TlsFailed, "The server does not offer STARTTLS.", failure),
                _ => failure,
            };
        }
    }

    // One attempt with one mechanism: walking through them turns one wrong password into many.
    private static async Task SignInAsync(SmtpClient client, MailAccount account, Credentials credentials, CancellationToken token)
    {
        if (!client.Capabilities.HasFlag(SmtpCapabilities.Authentication))
            return;
        var secured = account.Smtp.Security != ConnectionSecurity.None;
        string[] order = secured ? ["PLAIN", "LOGIN", "SCRAM-SHA-256", "CRAM-MD5"] : ["SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"];
        SaslMechanism mechanism = Array.Find(order, client.AuthenticationMechanisms.Contains) switch
        {
            "PLAIN" => new SaslMechanismPlain(account.UserName, credentials.Password),
            "LOGIN" => new SaslMechanismLogin(account.UserName, credentials.Password),
            "SCRAM-SHA-256" => new SaslMechanismScramSha256(account.UserName, credentials.Password),
            "CRAM-MD5" => new SaslMechanismCramMd5(account.UserName, credentials.Password),
            _ => throw new MailException(MailFailure.SignInUnsupported, string.Join(' ', client.AuthenticationMechanisms)),
        };
        await client.AuthenticateAsync(mechanism, token).ConfigureAwait(false);
    }

    private static SubmissionResult OfRefusal(SmtpCommandException refusal, IReadOnlyList<string> refused)
    {
        var detail = $"{(int)refusal.StatusCode} {refusal.Message}";
        if ((int)refusal.StatusCode < 500)
            return new SubmissionResult(SubmissionOutcome.Later, MailFailure.ServerBusy, detail);
        var failure = refusal.StatusCode == SmtpStatusCode.ExceededStorageAllocation ? MailFailure.TooLarge : MailFailure.ServerRefused;
        return new SubmissionResult(SubmissionOutcome.Refused, failure, detail, refused);
    }

    // What another attempt may mend, and what only a person can.
    private static SubmissionResult OfFailure(MailFailure failure, string detail) => new(
        failure is MailFailure.ServerUnreachable or MailFailure.ServerTimeout or MailFailure.ConnectionLost or MailFailure.ServerBusy
            or MailFailure.TooManyConnections ? SubmissionOutcome.Later : SubmissionOutcome.Refused, failure, detail);

    private static async Task GoodbyeAsync(SmtpClient client)
    {
        try
        {
            await client.DisconnectAsync(quit: true).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ProtocolException or CommandException or TimeoutException)
        {
            // It took the message; how it parts changes nothing.
        }
    }

    /// <summary>Sends to all recipients or to none: whoever is left out would never know.</summary>
    private sealed class OneForAllClient : SmtpClient
    {
        private readonly List<string> _refused = [];

        public IReadOnlyList<string> Refused => _refused;

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            if ((int)response.StatusCode >= 500)
                _refused.Add(mailbox.Address);
            base.OnRecipientNotAccepted(message, mailbox, response);
        }
    }

    /// <summary>Knows when the last bytes were written, after which the server may have taken the message.</summary>
    private sealed class WholeMessage : ITransferProgress
    {
        // What may still be in buffers counts as written: it is better to ask once too often than to send twice.
        private const int Buffers = 16 * 1024;

        private long _written;
        private long _total;

        public bool IsWhole => _written > 0 && _total - _written <= Buffers;

        public void Report(long bytesTransferred, long totalSize) => (_written, _total) = (bytesTransferred, totalSize);

        public void Report(long bytesTransferred) => _written = bytesTransferred;
    }
}
