using MailKit;
using MailKit.Net.Imap;

namespace Webmail.Mail.Imap;

/// <summary>
/// One authenticated connection while it is lent: exclusive, one command at a time (MailKit's rule). Worth nothing once the work
/// it was lent for has ended.
/// </summary>
internal sealed class ImapSession(ImapClient client, ServerStream? stream, ImapFeatures features, CancellationToken unwanted)
{
    /// <summary>MailKit's client.</summary>
    public ImapClient Client { get; } = client;

    /// <summary>For commands MailKit has no words for; <see langword="null"/> where only MailKit can read the connection.</summary>
    public ServerStream? Stream { get; } = stream;

    /// <summary>What the server can do.</summary>
    public ImapFeatures Features { get; } = features;

    /// <summary>
    /// Signalled as soon as the caller left. Work of several commands asks between them; it is never given to MailKit, because
    /// cancelling a running command costs the connection.
    /// </summary>
    public CancellationToken Unwanted { get; } = unwanted;

    /// <summary>
    /// The folder opened for the request, when one was asked for. <see cref="IMailFolder.UidValidity"/> is the server's current
    /// one; counts are those of the last command, which is at most a second ago or was a NOOP.
    /// </summary>
    public IMailFolder? Folder { get; internal set; }

    /// <summary>The opened folder; an error of the caller when none was asked for.</summary>
    public IMailFolder Opened => Folder ?? throw new InvalidOperationException("The request named no mailbox.");
}
