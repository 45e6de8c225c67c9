using MailKit;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Messages;

/// <summary>Sets and clears system flags (STORE), and tells every open view.</summary>
public sealed class MessageFlagger(ImapSessionPool pool, MessageListing listing)
{
    /// <summary>Adds and removes flags of one message.</summary>
    public async Task SetAsync(AccountId account, MessageKey message, SystemFlags add, SystemFlags remove, CancellationToken token)
    {
        var (flags, unseen) = await pool.RunAsync(
            account, new ImapRequest(message.Mailbox, MailboxAccess.Write),
            (session, inner) => StoreAsync(session, message, add, remove, inner), token).ConfigureAwait(false);
        listing.ApplyFlags(
            account, message.Mailbox, message.UidValidity, new Dictionary<Uid, MessageFlags> { [message.Uid] = flags }, unseen);
    }

    private static async Task<(MessageFlags Flags, int? Unseen)> StoreAsync(
        ImapSession session, MessageKey message, SystemFlags add, SystemFlags remove, CancellationToken token)
    {
        var folder = session.Opened;
        if (folder.UidValidity != message.UidValidity)
            throw new MailException(MailFailure.MailboxRecreated);
        IList<UniqueId> uids = [new UniqueId(message.Uid.Value)];
        if (add != SystemFlags.None)
        {
            await folder.StoreAsync(uids, new StoreFlagsRequest(StoreAction.Add, MailKitFlags.Write(add)) { Silent = true }, token)
                .ConfigureAwait(false);
        }

        if (remove != SystemFlags.None)
        {
            await folder.StoreAsync(uids, new StoreFlagsRequest(StoreAction.Remove, MailKitFlags.Write(remove)) { Silent = true }, token)
                .ConfigureAwait(false);
        }

        // STORE to a message that is gone succeeds and does nothing: only asking tells, and shows what others set meanwhile.
        var now = await MessageFetch.FlagsAsync(folder, UidSet.Of([message.Uid]), token).ConfigureAwait(false);
        if (!now.TryGetValue(message.Uid, out var flags))
            throw new MailException(MailFailure.MessageGone);
        int? unseen = ((add | remove) & SystemFlags.Seen) != 0
            ? await MailboxProbe.UnseenAsync(session, token).ConfigureAwait(false) : null;
        return (flags, unseen);
    }
}
