using Webmail.Mail;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>Puts the mailbox list of a server into the order in which people look for things.</summary>
internal static class MailboxOutline
{
    /// <summary>
    /// Special mailboxes first, each with what is inside it, then the user's folders, then what others share. Rows inside a
    /// mailbox follow it directly. Where the whole account lives under INBOX, as some servers have it, that level is left out.
    /// </summary>
    public static IReadOnlyList<MailboxNode> Build(IReadOnlyList<Mailbox> mailboxes)
    {
        var known = mailboxes.Select(static m => m.Name).ToHashSet();
        var everythingIsInInbox = mailboxes.Any(static m => m.Parent is { IsInbox: true })
            && mailboxes.Where(static m => m.Namespace == MailboxNamespace.Personal && !m.Name.IsInbox)
                .All(static m => m.Name.FullName.StartsWith("INBOX" + m.Delimiter, StringComparison.Ordinal));

        MailboxName? ParentOf(Mailbox mailbox) =>
            mailbox.SpecialUse != SpecialUse.None || mailbox.Parent is not { } parent || !known.Contains(parent)
            || (everythingIsInInbox && parent.IsInbox) ? null : parent;

        var children = mailboxes.Where(m => ParentOf(m) is not null).ToLookup(m => ParentOf(m)!.Value);
        var rows = new List<MailboxNode>(mailboxes.Count);
        var tops = mailboxes.Where(m => ParentOf(m) is null).ToList();
        foreach (var special in tops.Where(static m => m.SpecialUse != SpecialUse.None).OrderBy(static m => m.SpecialUse))
            Add(rows, children, special, MailboxSection.Special, []);
        foreach (var own in tops.Where(static m => m is { SpecialUse: SpecialUse.None, Namespace: MailboxNamespace.Personal }))
            Add(rows, children, own, MailboxSection.Folders, []);
        foreach (var shared in tops.Where(static m => m is { SpecialUse: SpecialUse.None, Namespace: not MailboxNamespace.Personal }))
            Add(rows, children, shared, MailboxSection.Shared, []);
        return rows;
    }

    private static int Add(
        List<MailboxNode> rows, ILookup<MailboxName, Mailbox> children, Mailbox mailbox, MailboxSection section,
        IReadOnlyList<Mailbox> ancestors)
    {
        var place = rows.Count;
        var inside = children[mailbox.Name].ToList();
        var node = new MailboxNode(mailbox, section, ancestors.Count + 1, inside.Count > 0, ancestors, 0);
        rows.Add(node);
        IReadOnlyList<Mailbox> path = [.. ancestors, mailbox];
        var unseen = inside.Sum(child => Add(rows, children, child, section, path));
        rows[place] = node with { UnseenBelow = unseen };
        return unseen + node.Unseen;
    }
}
