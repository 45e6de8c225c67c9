using MailKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Settings;

namespace Webmail.Mail.Mailboxes;

/// <summary>Reads the mailbox list of a server: names, attributes, subscriptions and counts of all namespaces.</summary>
internal static class MailboxLister
{
    private const StatusItems Wanted = StatusItems.Count | StatusItems.Unread | StatusItems.UidNext | StatusItems.UidValidity;

    private const int LongestShown = 1000;

    /// <summary>All mailboxes in the order they are shown.</summary>
    public static Task<IReadOnlyList<Mailbox>> ListAsync(ImapSession session, CancellationToken token) =>
        ListAsync(session, session.Features.CondStore ? Wanted | StatusItems.HighestModSeq : Wanted, token);

    /// <summary>All mailboxes without their counts: cheap on every server.</summary>
    public static async Task<IReadOnlyList<Mailbox>> NamesAsync(ImapSession session, CancellationToken token) =>
        [.. (await ListAsync(session, StatusItems.None, token).ConfigureAwait(false)).Select(static m => m with { Status = null })];

    private static async Task<IReadOnlyList<Mailbox>> ListAsync(ImapSession session, StatusItems items, CancellationToken token)
    {
        var client = session.Client;
        var found = new Dictionary<MailboxName, Mailbox>();
        var folders = new List<IMailFolder>();
        (FolderNamespace Where, MailboxNamespace Owner)[] namespaces = [.. client.PersonalNamespaces.Select(static n => (n, MailboxNamespace.Personal))
            .Concat(client.OtherNamespaces.Select(static n => (n, MailboxNamespace.OtherUsers)))
            .Concat(client.SharedNamespaces.Select(static n => (n, MailboxNamespace.Shared)))];
        foreach (var (where, _) in namespaces)
        {
            // With LIST-STATUS the counts come along (RFC 5819); without, MailKit asks mailbox by mailbox.
            var listed = await client.GetFoldersAsync(where, items, subscribedOnly: false, token).ConfigureAwait(false);
            foreach (var folder in listed)
                Add(found, folder, OwnerOf(namespaces, folder));
            folders.AddRange(listed);
        }

        // Where the namespace has a prefix ("INBOX."), INBOX itself is not in it.
        if (!found.ContainsKey(MailboxName.Inbox) && client.Inbox is { } inbox)
        {
            if (items != StatusItems.None)
                await CountAsync(session, inbox, items, token).ConfigureAwait(false);
            Add(found, inbox, MailboxNamespace.Personal);
        }

        AddMissingParents(found);
        return MailboxOrder.Sort(SpecialUseGuesser.Guess([.. found.Values]));
    }

    /// <summary>The counts of one mailbox. Not for the selected one.</summary>
    public static async Task<MailboxStatus?> StatusAsync(ImapSession session, MailboxName mailbox, CancellationToken token)
    {
        var folder = mailbox.IsInbox ? session.Client.Inbox : await session.Client.GetFolderAsync(mailbox.FullName, token).ConfigureAwait(false);
        if (folder is null)
            return null;
        await CountAsync(session, folder, session.Features.CondStore ? Wanted | StatusItems.HighestModSeq : Wanted, token).ConfigureAwait(false);
        return StatusOf(folder);
    }

    private static async Task CountAsync(ImapSession session, IMailFolder folder, StatusItems items, CancellationToken token)
    {
        if (folder.IsOpen)
            await session.Client.NoOpAsync(token).ConfigureAwait(false);
        await folder.StatusAsync(items, token).ConfigureAwait(false);
    }

    private static void Add(Dictionary<MailboxName, Mailbox> found, IMailFolder folder, MailboxNamespace owner)
    {
        var name = new MailboxName(folder.FullName);
        if (folder.FullName.Length == 0 || SettingsMailbox.Is(name))
            return;
        var selectable = (folder.Attributes & (FolderAttributes.NoSelect | FolderAttributes.NonExistent)) == 0;
        found.TryAdd(name, new Mailbox
        {
            Name = name,
            DisplayName = name.IsInbox ? "INBOX" : Shown(folder.Name),
            Parent = ParentOf(name, folder.DirectorySeparator),
            Delimiter = folder.DirectorySeparator,
            SpecialUse = name.IsInbox ? SpecialUse.Inbox : UseOf(folder.Attributes),
            Selectable = selectable,
            Subscribed = name.IsInbox || folder.IsSubscribed,
            Namespace = owner,
            Status = selectable ? StatusOf(folder) : null,
        });
    }

    // Others name what they share. One of which nothing can be seen keeps its own name.
    private static string Shown(string name) => DisplayText.Clean(name, LongestShown) is { Length: > 0 } shown ? shown : name;

    // The user's own mailboxes often have no prefix, and servers list those of others among them.
    private static MailboxNamespace OwnerOf((FolderNamespace Where, MailboxNamespace Owner)[] namespaces, IMailFolder folder) => namespaces
        .Where(n => n.Where.Path.Length == 0
            || new MailboxSubtree(new MailboxName(n.Where.Path), n.Where.DirectorySeparator).Contains(new MailboxName(folder.FullName)))
        .MaxBy(static n => n.Where.Path.Length).Owner;

    private static MailboxStatus StatusOf(IMailFolder folder) => new(
        folder.Count, folder.Unread, folder.UidNext?.Id ?? 0, folder.UidValidity, folder.HighestModSeq);

    private static SpecialUse UseOf(FolderAttributes attributes) =>
        attributes.HasFlag(FolderAttributes.Drafts) ? SpecialUse.Drafts
        : attributes.HasFlag(FolderAttributes.Sent) ? SpecialUse.Sent
        : attributes.HasFlag(FolderAttributes.Junk) ? SpecialUse.Junk
        : attributes.HasFlag(FolderAttributes.Trash) ? SpecialUse.Trash
        : attributes.HasFlag(FolderAttributes.Archive) ? SpecialUse.Archive
        : attributes.HasFlag(FolderAttributes.Flagged) ? SpecialUse.Flagged
        : attributes.HasFlag(FolderAttributes.All) ? SpecialUse.All
        : SpecialUse.None;

    private static MailboxName? ParentOf(MailboxName name, char delimiter)
    {
        var end = delimiter == '\0' ? -1 : name.FullName.LastIndexOf(delimiter);
        return end > 0 ? new MailboxName(name.FullName[..end]) : null;
    }

    // Servers need not list names that only lead to others.
    private static void AddMissingParents(Dictionary<MailboxName, Mailbox> found)
    {
        foreach (var mailbox in found.Values.ToArray())
        {
            for (var child = mailbox; child.Parent is { } parent && !found.ContainsKey(parent); child = found[parent])
            {
                var above = ParentOf(parent, child.Delimiter);
                found[parent] = child with
                {
                    Name = parent,
                    DisplayName = above is { } prefix ? parent.FullName[(prefix.FullName.Length + 1)..] : parent.FullName,
                    Parent = above,
                    SpecialUse = SpecialUse.None,
                    Selectable = false,
                    Status = null,
                };
            }
        }
    }
}
