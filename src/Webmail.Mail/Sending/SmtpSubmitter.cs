using System.Globalization;
using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Attaching;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Sending;

/// <summary>Hands messages to a submission server (RFC 6409): one attempt, one answer, and never a guess about it.</summary>
internal sealed partial class SmtpSubmitter(
    ServerDialer dialer, IOptions<SendingOptions> options, TimeProvider time, AttachmentSpool? spool = null)
{
    private const int ImplicitTlsPort = 465;
    private const string NoUtf8 = "The server does not support SMTPUTF8.";
    private const int PatienceAtTheEnd = 10_000;

    /// <summary>Stands over the connection, unencrypted; for tests that have to break it at an exact byte.</summary>
    internal Func<Stream, Stream>? Over { get; init; }

    /// <summary>One attempt.</summary>
    /// <param name="account">Whose server.</param>
    /// <param name="credentials">What it asks for.</param>
    /// <param name="record">The envelope.</param>
    /// <param name="bytes">The message.</param>
    /// <param name="begins">Called when the server is ready to hear of the message; <see langword="false"/> ends the attempt.</param>
    /// <param name="token">Ends it, until it begins.</param>
    public async Task<SubmissionResult> SubmitAsync(
        MailAccount account, Credentials credentials, OutboxRecord record, ReadOnlyMemory<byte> bytes, Func<Task<bool>> begins, CancellationToken token)
    {
        var recipients = record.Recipients.Distinct(StringComparer.OrdinalIgnoreCase).Select(static address => new MailboxAddress("", address)).ToList();
        AllOrNoneClient? listening = null;
        // The answer to the final dot may take long, and must be waited for: whoever hangs up sends twice (RFC 5321 section 4.5.3.2.6).
        var dialogue = new SmtpDialogue(() => listening!.Timeout = options.Value.FinalTimeoutSeconds * 1000);
        using var client = listening = new AllOrNoneClient(dialogue, recipients.Count, record.DeliveryReport) { Timeout = options.Value.TimeoutSeconds * 1000 };
        var server = account.Smtp;
        try
        {
            var check = new CertificateCheck(server, time);
            client.ServerCertificateValidationCallback = check.Verify;
            client.CheckCertificateRevocation = false;
            using var whole = await SpooledMessage.LoadAsync(bytes, spool, account.Id, record.Id, token).ConfigureAwait(false);
            await ConnectAsync(client, server, check, token).ConfigureAwait(false);
            await SignInAsync(client, account, credentials, token).ConfigureAwait(false);
            if (WithoutUtf8(client, record) is { } unsupported)
                return unsupported;
            if (client.Capabilities.HasFlag(SmtpCapabilities.Size) && client.MaxSize > 0 && bytes.Length > client.MaxSize)
                return new SubmissionResult(SubmissionOutcome.Refused, MailFailure.TooLarge, client.MaxSize.ToString(CultureInfo.InvariantCulture));
            if (!await begins().ConfigureAwait(false))
                return new SubmissionResult(SubmissionOutcome.Later);
            // From here on an end by choice would leave the same doubt as one by accident; the server has its time, no more.
            await client.SendAsync(whole.Message, new MailboxAddress("", record.Sender), recipients, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SmtpCommandException refusal)
        {
            return OfRefusal((int)refusal.StatusCode, $"{(int)refusal.StatusCode} {refusal.Message}", client);
        }
        catch (AuthenticationException) when (dialogue.LastReply is { Code: >= 400 and < 500 } busy)
        {
            return new SubmissionResult(SubmissionOutcome.Later, MailFailure.ServerBusy, busy.ToString());
        }
        catch (AuthenticationException refusal)
        {
            return new SubmissionResult(SubmissionOutcome.Refused, MailFailure.SignInRefused, refusal.Message);
        }
        catch (MailException failure)
        {
            return OfFailure(failure.Failure, failure.Detail);
        }
        catch (NotSupportedException missing)
        {
            // An address with letters beyond ASCII, and no SMTPUTF8 (RFC 6531).
            return new SubmissionResult(SubmissionOutcome.Refused, MailFailure.ServerRefused, missing.Message);
        }
        catch (Exception broken) when (IsBroken(broken, token))
        {
            return OfBreak(broken, client, dialogue);
        }

        await GoodbyeAsync(client).ConfigureAwait(false);
        return new SubmissionResult(SubmissionOutcome.Accepted);
    }

    private static bool IsBroken(Exception failure, CancellationToken token) => failure is IOException or SocketException or ProtocolException
        or TimeoutException or ServiceNotConnectedException or ObjectDisposedException
        // MailKit says so when a server does not answer in time.
        || (failure is OperationCanceledException && !token.IsCancellationRequested);

    // What was said before the connection broke counts: the reason for the break is often only how the server parts.
    private static SubmissionResult OfBreak(Exception broken, AllOrNoneClient client, SmtpDialogue dialogue)
    {
        var failure = broken is TimeoutException or OperationCanceledException ? MailFailure.ServerTimeout : MailFailure.ConnectionLost;
        return (dialogue.IsWhole, dialogue.LastReply) switch
        {
            (true, null) => new SubmissionResult(SubmissionOutcome.Unknown, failure),
            (true, { Code: < 400 }) => new SubmissionResult(SubmissionOutcome.Accepted),
            (_, { Code: >= 400 } reply) => OfRefusal(reply.Code, reply.ToString(), client),
            _ => new SubmissionResult(SubmissionOutcome.Later, failure, broken.Message),
        };
    }

    // Domains have a form in ASCII that every server on the way takes; names before the @ have none and need SMTPUTF8 (RFC 6531).
    private static SubmissionResult? WithoutUtf8(SmtpClient client, OutboxRecord record)
    {
        string[] inLetters = [.. record.Recipients.Append(record.Sender).Where(static address => !Ascii.IsValid(address.AsSpan(0, Math.Max(0, address.LastIndexOf('@')))))];
        if (inLetters.Length > 0 && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
        {
            return new SubmissionResult(
                SubmissionOutcome.Refused, MailFailure.ServerRefused, NoUtf8, [.. inLetters.Select(static address => new RefusedRecipient(address, NoUtf8))]);
        }

        if (inLetters.Length == 0)
            client.Capabilities &= ~SmtpCapabilities.UTF8;
        return null;
    }

    private async Task ConnectAsync(SmtpClient client, MailServer server, CertificateCheck check, CancellationToken token)
    {
        var socket = await dialer.DialAsync(server, token).ConfigureAwait(false);
        try
        {
            var security = server.Security switch
            {
                ConnectionSecurity.None => SecureSocketOptions.None,
                ConnectionSecurity.Tls => SecureSocketOptions.SslOnConnect,
                ConnectionSecurity.Auto when server.Port == ImplicitTlsPort => SecureSocketOptions.SslOnConnect,
                _ => SecureSocketOptions.StartTls,
            };
            await (Over is null
                ? client.ConnectAsync(socket, server.Host, server.Port, security, token)
                : client.ConnectAsync(Over(new NetworkStream(socket, ownsSocket: true)), server.Host, server.Port, security, token)).ConfigureAwait(false);
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

    private static async Task SignInAsync(SmtpClient client, MailAccount account, Credentials credentials, CancellationToken token)
    {
        if (!client.Capabilities.HasFlag(SmtpCapabilities.Authentication))
            return;
        var secured = account.Smtp.Security != ConnectionSecurity.None;
        var mechanism = SignInMechanism.Choose(client.AuthenticationMechanisms, secured, account.UserName, credentials)
            ?? throw new MailException(MailFailure.SignInUnsupported, string.Join(' ', client.AuthenticationMechanisms));
        await client.AuthenticateAsync(mechanism, token).ConfigureAwait(false);
    }

    private static SubmissionResult OfRefusal(int code, string words, AllOrNoneClient client)
    {
        if (client.Refused.Count > 0)
            return new SubmissionResult(SubmissionOutcome.Refused, MailFailure.ServerRefused, words, client.Refused);
        if (client.PutOff is [var first, ..])
            return new SubmissionResult(SubmissionOutcome.Later, MailFailure.ServerBusy, $"{first.Address}: {first.Words}");
        if (code < 500)
            return new SubmissionResult(SubmissionOutcome.Later, MailFailure.ServerBusy, words);
        var failure = code == (int)SmtpStatusCode.ExceededStorageAllocation ? MailFailure.TooLarge : MailFailure.ServerRefused;
        return new SubmissionResult(SubmissionOutcome.Refused, failure, words);
    }

    // What another attempt may mend, and what only a person can.
    private static SubmissionResult OfFailure(MailFailure failure, string detail) => new(
        failure is MailFailure.ServerUnreachable or MailFailure.ServerTimeout or MailFailure.ConnectionLost or MailFailure.ServerBusy
            or MailFailure.TooManyConnections ? SubmissionOutcome.Later : SubmissionOutcome.Refused, failure, detail);

    private static async Task GoodbyeAsync(SmtpClient client)
    {
        try
        {
            client.Timeout = PatienceAtTheEnd;
            await client.DisconnectAsync(quit: true).ConfigureAwait(false);
        }
        catch (Exception gone) when (IsBroken(gone, CancellationToken.None) || gone is CommandException)
        {
            // It took the message; how it parts changes nothing.
        }
    }
}
