using MailKit;
using MailKit.Net.Imap;

namespace Webmail.Mail.Imap;

/// <summary>One authenticated connection while it is lent: exclusive, one command at a time (MailKit's rule).</summary>
internal sealed class ImapSession(ImapClient client)
{
    /// <summary>MailKit's client.</summary>
    public ImapClient Client { get; } = client;

    /// <summary>The folder opened for the request, when one was asked for.</summary>
    public IMailFolder? Folder { get; internal set; }

    /// <summary>The opened folder; an error of the caller when none was asked for.</summary>
    public IMailFolder Opened => Folder ?? throw new InvalidOperationException("The request named no mailbox.");
}
