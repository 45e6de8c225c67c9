using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using Webmail.Mail.Attaching;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Sending;

/// <summary>Asks a submission server how large a message it takes, without signing in.</summary>
internal sealed partial class SmtpSubmitter : ISubmissionSize
{
    /// <inheritdoc/>
    public async Task<long?> LargestAsync(MailAccount account, CancellationToken token)
    {
        using var client = new SmtpClient { Timeout = options.Value.TimeoutSeconds * 1000 };
        var check = new CertificateCheck(account.Smtp, time);
        client.ServerCertificateValidationCallback = check.Verify;
        client.CheckCertificateRevocation = false;
        try
        {
            await ConnectAsync(client, account.Smtp, check, token).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ProtocolException or CommandException or TimeoutException)
        {
            throw new MailException(MailFailure.ConnectionLost, broken.Message, broken);
        }

        long? largest = client.Capabilities.HasFlag(SmtpCapabilities.Size) && client.MaxSize > 0 ? client.MaxSize : null;
        await GoodbyeAsync(client).ConfigureAwait(false);
        return largest;
    }
}
