using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Operations;

/// <summary>Finds the mailbox for a use, and makes it where an account has none.</summary>
internal sealed class TargetMailboxes(ImapSessionPool pool, MailboxService mailboxes, MailboxChanges changes)
{
    /// <summary>The mailbox of the account that is for this use.</summary>
    public async Task<MailboxName> FindOrMakeAsync(AccountId account, SpecialUse use, CancellationToken token)
    {
        if (use == SpecialUse.Inbox)
            return MailboxName.Inbox;
        if (Find(mailboxes.Known(account), use) is { } known)
            return known;
        // What another client made meanwhile is as good.
        if (Find(await mailboxes.ListAsync(account, token).ConfigureAwait(false), use) is { } found)
            return found;
        var made = await pool.RunAsync(account, new ImapRequest(null), (session, inner) => MakeAsync(session, use, inner), token).ConfigureAwait(false);
        await mailboxes.ListAsync(account, token).ConfigureAwait(false);
        changes.Publish(account, new MailboxListChanged());
        return made;
    }

    /// <summary>The user's own mailbox for a use.</summary>
    public static MailboxName? Find(IReadOnlyList<Mailbox>? list, SpecialUse use) => list?
        .FirstOrDefault(mailbox => mailbox.SpecialUse == use && mailbox is { Selectable: true, Namespace: MailboxNamespace.Personal })?.Name;

    private static async Task<MailboxName> MakeAsync(ImapSession session, SpecialUse use, CancellationToken token)
    {
        var (name, special) = use switch
        {
            SpecialUse.Archive => ("Archive", SpecialFolder.Archive),
            SpecialUse.Junk => ("Junk", SpecialFolder.Junk),
            SpecialUse.Trash => ("Trash", SpecialFolder.Trash),
            SpecialUse.Drafts => ("Drafts", SpecialFolder.Drafts),
            SpecialUse.Sent => ("Sent", SpecialFolder.Sent),
            _ => throw new MailException(MailFailure.MailboxGone, use.ToString()),
        };
        var top = session.Client.GetFolder(session.Client.PersonalNamespaces[0]);
        var folder = (session.Client.Capabilities & ImapCapabilities.CreateSpecialUse) != 0
            ? await top.CreateAsync(name, special, token).ConfigureAwait(false)
            : await top.CreateAsync(name, true, token).ConfigureAwait(false);
        if (folder is null)
            throw new MailException(MailFailure.MailboxGone, name);
        await folder.SubscribeAsync(token).ConfigureAwait(false);
        return new MailboxName(folder.FullName);
    }
}
