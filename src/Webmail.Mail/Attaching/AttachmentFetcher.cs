using Webmail.Mail.Imap;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Attaching;

/// <summary>Brings attachments that are still in a message on the server into the spool, in slices, past every browser.</summary>
public sealed class AttachmentFetcher(AttachmentSpool spool, ImapSessionPool pool)
{
    private readonly PartReader _parts = new(pool);

    /// <summary>Where the bytes are.</summary>
    internal AttachmentSpool Spool => spool;

    /// <summary>
    /// Brings what is not here yet. A part of a message that is gone is looked for in the <paramref name="copy"/> of the draft.
    /// </summary>
    /// <returns>The attachments whose bytes are nowhere, or not whole yet.</returns>
    /// <exception cref="MailException">The mail server is away.</exception>
    public async Task<IReadOnlyList<DraftAttachment>> FetchAsync(
        AccountId account, string draft, IReadOnlyList<DraftAttachment> attachments, MessageKey? copy, CancellationToken token)
    {
        var missing = new List<DraftAttachment>();
        foreach (var attachment in attachments)
        {
            // What is being uploaded is nowhere else.
            var here = spool.Find(account, draft, attachment.Id);
            if (here is { IsComplete: true })
                continue;
            var fetched = attachment.Source is { } source && source.Message is { } key
                && await TryFetchAsync(account, draft, attachment.Id, key, source.Section, source.Encoding, token).ConfigureAwait(false);
            if (!fetched && here is null && copy is { } saved)
                fetched = await FetchFromCopyAsync(account, draft, attachment, saved, token).ConfigureAwait(false);
            if (!fetched)
                missing.Add(attachment);
        }

        return missing;
    }

    private async Task<bool> FetchFromCopyAsync(AccountId account, string draft, DraftAttachment attachment, MessageKey copy, CancellationToken token)
    {
        var structure = await pool.RunAsync(account, new ImapRequest(copy.Mailbox), async (session, inner) => session.Opened.UidValidity == copy.UidValidity
            ? (await MessageFetch.OpeningAsync(session, copy.Uid, inner).ConfigureAwait(false))?.Structure : null, token).ConfigureAwait(false);
        var cid = attachment.Inline ? attachment.Cid : AttachmentParts.DraftCid(attachment.Id);
        var part = structure?.WithDescendants().FirstOrDefault(one => one.ContentId == cid);
        return part is not null && await TryFetchAsync(account, draft, attachment.Id, copy, part.Section, part.Encoding, token).ConfigureAwait(false);
    }

    private async Task<bool> TryFetchAsync(
        AccountId account, string draft, string attachment, MessageKey key, string section, string encoding, CancellationToken token)
    {
        try
        {
            await spool.ImportAsync(account, draft, attachment, stream => section.Length == 0
                ? _parts.CopySourceAsync(account, key, "", stream, token)
                : _parts.CopyPartAsync(account, key, section, encoding, stream, token)).ConfigureAwait(false);
            return true;
        }
        catch (MailException e) when (e.Failure is MailFailure.MessageGone or MailFailure.MailboxGone or MailFailure.MailboxRecreated)
        {
            return false;
        }
    }
}
