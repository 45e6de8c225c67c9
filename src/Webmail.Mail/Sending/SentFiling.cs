using MailKit;
using MailKit.Search;
using Webmail.Mail.Attaching;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Operations;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Sending;

/// <summary>Puts what was sent into the Sent mailbox, once: not where the server does so itself, and not again after a crash.</summary>
internal sealed class SentFiling(ImapSessionPool pool, MailboxService mailboxes, MailboxChanges changes, AttachmentSpool? spool)
{
    private readonly TargetMailboxes _targets = new(pool, mailboxes, changes);

    // One that is not there any more is not made again: what was sent is found where it usually is.
    private async Task<MailboxName> MailboxForAsync(AccountId account, OutboxRecord record, CancellationToken token)
    {
        if (record.SentMailbox.Length > 0)
        {
            var chosen = new MailboxName(record.SentMailbox);
            var known = mailboxes.Known(account) ?? await mailboxes.ListAsync(account, token).ConfigureAwait(false);
            if (known.Any(mailbox => mailbox.Name == chosen && mailbox.Selectable))
                return chosen;
        }

        return await _targets.FindOrMakeAsync(account, SpecialUse.Sent, token).ConfigureAwait(false);
    }

    /// <summary>Files it unless it is there. Failures surface as <see cref="MailException"/>.</summary>
    public async Task FileAsync(AccountId account, OutboxRecord record, ReadOnlyMemory<byte> copy, CancellationToken token)
    {
        var sent = await MailboxForAsync(account, record, token).ConfigureAwait(false);
        await pool.RunAsync(account, new ImapRequest(sent, MailboxAccess.Write, ImapPriority.Background), async (session, inner) =>
        {
            if (await IsThereAsync(session, record, inner).ConfigureAwait(false))
                return false;
            using var whole = await SpooledMessage.LoadAsync(copy, spool, account, record.Id, inner).ConfigureAwait(false);
            await session.Opened.AppendAsync(new AppendRequest(whole.Message, MailKit.MessageFlags.Seen), inner).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);
        changes.Publish(account, new MailboxTouched(sent));
    }

    /// <summary>Whether it is in Sent: a server that files what it takes is proof that it took it.</summary>
    public async Task<bool> IsFiledAsync(AccountId account, OutboxRecord record, CancellationToken token)
    {
        var sent = await MailboxForAsync(account, record, token).ConfigureAwait(false);
        return await pool.RunAsync(account, new ImapRequest(sent, Priority: ImapPriority.Background),
            (session, inner) => IsThereAsync(session, record, inner), token).ConfigureAwait(false);
    }

    // One that only went on to others keeps the Message-ID of whoever wrote it, and may be in Sent on its own account.
    private static async Task<bool> IsThereAsync(ImapSession session, OutboxRecord record, CancellationToken token)
    {
        var query = SearchQuery.HeaderContains(record.IsRedirect ? "Resent-Message-ID" : "Message-ID", record.MessageId);
        return (await session.Opened.SearchAsync(query, token).ConfigureAwait(false)).Count > 0;
    }
}
