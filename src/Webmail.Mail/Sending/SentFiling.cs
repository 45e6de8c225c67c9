using MailKit;
using MailKit.Search;
using MimeKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Operations;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Sending;

/// <summary>Puts what was sent into the Sent mailbox, once: not where the server does so itself, and not again after a crash.</summary>
internal sealed class SentFiling(ImapSessionPool pool, MailboxService mailboxes, MailboxChanges changes)
{
    private readonly TargetMailboxes _targets = new(pool, mailboxes, changes);

    /// <summary>Files it unless it is there. Failures surface as <see cref="MailException"/>.</summary>
    public async Task FileAsync(AccountId account, OutboxRecord record, ReadOnlyMemory<byte> copy, CancellationToken token)
    {
        var sent = await _targets.FindOrMakeAsync(account, SpecialUse.Sent, token).ConfigureAwait(false);
        await pool.RunAsync(account, new ImapRequest(sent, MailboxAccess.Write, ImapPriority.Background), async (session, inner) =>
        {
            if (await IsThereAsync(session, record.MessageId, inner).ConfigureAwait(false))
                return false;
            using var stream = new MemoryStream(copy.ToArray(), writable: false);
            using var message = await MimeMessage.LoadAsync(stream, inner).ConfigureAwait(false);
            await session.Opened.AppendAsync(new AppendRequest(message, MailKit.MessageFlags.Seen), inner).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);
        changes.Publish(account, new MailboxTouched(sent));
    }

    /// <summary>Whether it is in Sent: a server that files what it takes is proof that it took it.</summary>
    public async Task<bool> IsFiledAsync(AccountId account, OutboxRecord record, CancellationToken token)
    {
        var sent = await _targets.FindOrMakeAsync(account, SpecialUse.Sent, token).ConfigureAwait(false);
        return await pool.RunAsync(account, new ImapRequest(sent, Priority: ImapPriority.Background),
            (session, inner) => IsThereAsync(session, record.MessageId, inner), token).ConfigureAwait(false);
    }

    private static async Task<bool> IsThereAsync(ImapSession session, string messageId, CancellationToken token) =>
        (await session.Opened.SearchAsync(SearchQuery.HeaderContains("Message-ID", messageId), token).ConfigureAwait(false)).Count > 0;
}
