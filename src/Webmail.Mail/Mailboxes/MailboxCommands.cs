using MailKit;
using MailKit.Net.Imap;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Mailboxes;

/// <summary>The commands that change the mailbox list, each so that it may be given again when nobody knows whether it was done.</summary>
internal static class MailboxCommands
{
    /// <summary>CREATE and SUBSCRIBE.</summary>
    public static async Task<MailboxName> CreateAsync(
        ImapSession session, MailboxName? parent, string name, bool again, CancellationToken token)
    {
        var list = await MailboxLister.NamesAsync(session, token).ConfigureAwait(false);
        var above = await ParentFolderAsync(session, list, parent, token).ConfigureAwait(false);
        var last = MailboxNameRules.Check(name, above.DirectorySeparator);
        var full = FullName(above, last);
        if (!Exists(list, full))
            await above.CreateAsync(last, isMessageFolder: true, token).ConfigureAwait(false);
        else if (!again)
            throw new MailException(MailFailure.MailboxExists);
        var created = await session.Client.GetFolderAsync(full.FullName, token).ConfigureAwait(false);
        await created.SubscribeAsync(token).ConfigureAwait(false);
        return full;
    }

    /// <summary>RENAME to another name, another place, or both.</summary>
    public static async Task<MailboxName> RenameAsync(
        ImapSession session, IReadOnlyList<Mailbox> list, MailboxName mailbox, MailboxName? parent, string name, bool again,
        CancellationToken token)
    {
        var above = await ParentFolderAsync(session, list, parent, token).ConfigureAwait(false);
        var last = MailboxNameRules.Check(name, above.DirectorySeparator);
        var target = FullName(above, last);
        if (WasRenamed(list, mailbox, target, again))
            return target;
        var subtree = Movable(list, mailbox);
        if (target == mailbox)
            return target;
        if (subtree.Contains(target))
            throw new MailException(MailFailure.MailboxInsideItself);
        if (list.Any(m => m.Name == target))
            throw new MailException(MailFailure.MailboxExists);
        await RenameAsync(session, mailbox, above, last, token).ConfigureAwait(false);
        return target;
    }

    /// <summary>RENAME to a place in the Trash that <see cref="PlaceInTrash"/> chose.</summary>
    public static async Task<MailboxName> RenameIntoTrashAsync(
        ImapSession session, IReadOnlyList<Mailbox> list, MailboxName mailbox, MailboxName place, bool again, CancellationToken token)
    {
        if (WasRenamed(list, mailbox, place, again))
            return place;
        Movable(list, mailbox);
        var trash = list.First(static m => m.SpecialUse == SpecialUse.Trash);
        var above = await session.Client.GetFolderAsync(trash.Name.FullName, token).ConfigureAwait(false);
        await RenameAsync(session, mailbox, above, place.FullName[(trash.Name.FullName.Length + 1)..], token).ConfigureAwait(false);
        return place;
    }

    /// <summary>DELETE, the innermost first; and the subscriptions that servers leave behind.</summary>
    public static async Task<bool> DeleteAsync(
        ImapSession session, IReadOnlyList<Mailbox> list, MailboxSubtree subtree, bool again, ILogger logger, AccountId account,
        CancellationToken token)
    {
        if (!list.Any(m => m.Name == subtree.Root) && !again)
            throw new MailException(MailFailure.MailboxGone);
        if (list.Any(m => m.Name == subtree.Root))
            Movable(list, subtree.Root);
        foreach (var mailbox in list.Where(m => subtree.Contains(m.Name)).OrderByDescending(static m => m.Name.FullName.Length))
            await DeleteAsync(session, mailbox, token).ConfigureAwait(false);
        foreach (var stale in await SubscribedAsync(session, subtree, token).ConfigureAwait(false))
            await SubscribeAsync(stale, subscribe: false, logger, account, token).ConfigureAwait(false);
        return true;
    }

    /// <summary>Subscribes to the new names of what was subscribed to under the old ones, and ends the old subscriptions.</summary>
    public static async Task MoveSubscriptionsAsync(
        ImapSession session, MailboxSubtree from, MailboxName to, ILogger logger, AccountId account, CancellationToken token)
    {
        foreach (var old in await SubscribedAsync(session, from, token).ConfigureAwait(false))
        {
            var moved = from.Moved(new MailboxName(old.FullName), to);
            try
            {
                var folder = await session.Client.GetFolderAsync(moved.FullName, token).ConfigureAwait(false);
                await SubscribeAsync(folder, subscribe: true, logger, account, token).ConfigureAwait(false);
                await SubscribeAsync(old, subscribe: false, logger, account, token).ConfigureAwait(false);
            }
            catch (FolderNotFoundException)
            {
                // A subscription to a mailbox that was not there before either is none of this change's business.
            }
        }
    }

    /// <summary>A mailbox with all inside it; its delimiter is known even when it is gone by now.</summary>
    public static MailboxSubtree SubtreeOf(IReadOnlyList<Mailbox> list, MailboxName mailbox) =>
        new(mailbox, (list.FirstOrDefault(m => m.Name == mailbox) ?? (list is [var first, ..] ? first : null))?.Delimiter ?? '/');

    /// <summary>A free place in the Trash for a mailbox.</summary>
    public static TrashedMailbox PlaceInTrash(IReadOnlyList<Mailbox> list, MailboxName mailbox)
    {
        Movable(list, mailbox);
        var found = list.FirstOrDefault(m => m.Name == mailbox) ?? throw new MailException(MailFailure.MailboxGone);
        var trash = TrashFor(list, found) ?? throw new MailException(MailFailure.MailboxNotForTrash);
        var first = new MailboxName($"{trash.Name}{trash.Delimiter}{found.DisplayName}");
        var place = first;
        for (var number = 2; list.Any(m => m.Name == place); number++)
            place = new MailboxName($"{first} {number}");
        return new TrashedMailbox(place, found.Parent, found.DisplayName);
    }

    /// <summary>The Trash, when it may take the mailbox in.</summary>
    public static Mailbox? TrashFor(IReadOnlyList<Mailbox> list, Mailbox mailbox) =>
        mailbox.Namespace == MailboxNamespace.Personal && mailbox.SpecialUse == SpecialUse.None
            && list.FirstOrDefault(static m => m.SpecialUse == SpecialUse.Trash) is { Delimiter: not '\0' } trash
            && trash.Delimiter == mailbox.Delimiter && !trash.Subtree.Contains(mailbox.Name) ? trash : null;

    private static bool WasRenamed(IReadOnlyList<Mailbox> list, MailboxName mailbox, MailboxName target, bool again)
    {
        if (list.Any(m => m.Name == mailbox))
            return false;
        return again && list.Any(m => m.Name == target) ? true : throw new MailException(MailFailure.MailboxGone);
    }

    // RENAME of INBOX would move all messages out of it and leave it there (RFC 9051 section 6.3.6).
    private static MailboxSubtree Movable(IReadOnlyList<Mailbox> list, MailboxName mailbox)
    {
        var subtree = SubtreeOf(list, mailbox);
        if (mailbox.IsInbox || list.Any(m => subtree.Contains(m.Name) && m.SpecialUse != SpecialUse.None))
            throw new MailException(MailFailure.MailboxNeeded);
        return subtree;
    }

    private static async Task RenameAsync(
        ImapSession session, MailboxName mailbox, IMailFolder above, string last, CancellationToken token)
    {
        var folder = await session.Client.GetFolderAsync(mailbox.FullName, token).ConfigureAwait(false);
        await folder.RenameAsync(above, last, token).ConfigureAwait(false);
    }

    private static async Task DeleteAsync(ImapSession session, Mailbox mailbox, CancellationToken token)
    {
        try
        {
            var folder = await session.Client.GetFolderAsync(mailbox.Name.FullName, token).ConfigureAwait(false);
            await folder.DeleteAsync(token).ConfigureAwait(false);
        }
        catch (FolderNotFoundException)
        {
            // It went with the last one inside it, or somebody else was quicker.
        }
        catch (ImapCommandException e) when (e.Response == ImapCommandResponse.No)
        {
            var left = await MailboxLister.NamesAsync(session, token).ConfigureAwait(false);
            if (left.Any(m => m.Name == mailbox.Name && m.Selectable))
                throw;
        }
    }

    // Subscriptions outlive their mailboxes: that is why they are asked for apart from those.
    private static async Task<List<IMailFolder>> SubscribedAsync(ImapSession session, MailboxSubtree subtree, CancellationToken token)
    {
        var subscribed = new List<IMailFolder>();
        var client = session.Client;
        foreach (var where in client.PersonalNamespaces.Concat(client.OtherNamespaces).Concat(client.SharedNamespaces))
        {
            if (!subtree.Root.FullName.StartsWith(where.Path, StringComparison.Ordinal))
                continue;
            var listed = await client.GetFoldersAsync(where, StatusItems.None, subscribedOnly: true, token).ConfigureAwait(false);
            subscribed.AddRange(listed.Where(folder => subtree.Contains(new MailboxName(folder.FullName)) && !subscribed.Contains(folder)));
        }

        return subscribed;
    }

    private static async Task SubscribeAsync(IMailFolder folder, bool subscribe, ILogger logger, AccountId account, CancellationToken token)
    {
        try
        {
            await (subscribe ? folder.SubscribeAsync(token) : folder.UnsubscribeAsync(token)).ConfigureAwait(false);
        }
        catch (ImapCommandException)
        {
            // The mailbox is where it should be; a server that keeps no subscription of it loses nothing else.
            MailboxesLog.SubscriptionRefused(logger, account);
        }
    }

    private static async Task<IMailFolder> ParentFolderAsync(
        ImapSession session, IReadOnlyList<Mailbox> list, MailboxName? parent, CancellationToken token)
    {
        if (parent is not { } name)
        {
            return session.Client.PersonalNamespaces is [var personal, ..]
                ? session.Client.GetFolder(personal) : throw new MailException(MailFailure.NotPermitted);
        }

        if (!list.Any(m => m.Name == name))
            throw new MailException(MailFailure.MailboxGone);
        return await session.Client.GetFolderAsync(name.FullName, token).ConfigureAwait(false);
    }

    private static MailboxName FullName(IMailFolder above, string last) =>
        new(above.FullName.Length == 0 ? last : $"{above.FullName}{above.DirectorySeparator}{last}");

    // A name that only leads to others can still become a mailbox.
    private static bool Exists(IReadOnlyList<Mailbox> list, MailboxName mailbox) =>
        mailbox.IsInbox || list.Any(m => m.Name == mailbox && m.Selectable);
}
