using Webmail.Mail;
using Webmail.Mail.Settings;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>Puts the mailbox list of a server into the order in which people look for things.</summary>
internal static class MailboxOutline
{
    /// <summary>
    /// Favourites first, then special mailboxes, each with what is inside it, then the user's folders, then what others share; siblings as
    /// the user placed them. Rows inside a mailbox follow it directly. Where the whole account lives under INBOX, as some servers have it,
    /// that level is left out.
    /// </summary>
    public static IReadOnlyList<MailboxNode> Build(IReadOnlyList<Mailbox> mailboxes, AccountSettings settings)
    {
        var known = mailboxes.Select(static m => m.Name).ToHashSet();
        var everythingIsInInbox = mailboxes.Any(static m => m.Parent is { IsInbox: true })
            && mailboxes.Where(static m => m.Namespace == MailboxNamespace.Personal && !m.Name.IsInbox)
                .All(static m => m.Name.FullName.StartsWith("INBOX" + m.Delimiter, StringComparison.Ordinal));

        MailboxName? ParentOf(Mailbox mailbox) =>
            mailbox.SpecialUse != SpecialUse.None || mailbox.Parent is not { } parent || !known.Contains(parent)
            || (everythingIsInInbox && parent.IsInbox) ? null : parent;

        var chosen = settings.Folders.DistinctBy(static folder => new MailboxName(folder.Mailbox)).ToDictionary(static folder => new MailboxName(folder.Mailbox));
        var children = settings.Arrange(mailboxes.Where(m => ParentOf(m) is not null), static m => m.Name).ToLookup(m => ParentOf(m)!.Value);
        var rows = new List<MailboxNode>(mailboxes.Count);
        var tops = mailboxes.Where(m => ParentOf(m) is null).ToList();
        Add(MailboxSection.Special, tops.Where(static m => m.SpecialUse != SpecialUse.None).OrderBy(static m => m.SpecialUse));
        Add(MailboxSection.Folders, tops.Where(static m => m is { SpecialUse: SpecialUse.None, Namespace: MailboxNamespace.Personal }));
        Add(MailboxSection.Shared, tops.Where(static m => m is { SpecialUse: SpecialUse.None, Namespace: not MailboxNamespace.Personal }));
        return
        [
            .. rows.Where(static row => row is { Chosen.Favourite: true, Mailbox.Selectable: true })
                .Select(static row => row with { Section = MailboxSection.Favourites, Level = 1, HasChildren = false, UnseenBelow = 0 }),
            .. rows,
        ];

        void Add(MailboxSection section, IEnumerable<Mailbox> tops) => MailboxOutline.Add(
            rows, children, chosen, [.. settings.Arrange(tops, static m => m.Name)], section, []);
    }

    // The unread messages of siblings and of all that is inside them.
    private static int Add(
        List<MailboxNode> rows, ILookup<MailboxName, Mailbox> children, Dictionary<MailboxName, FolderSettings> chosen, Mailbox[] siblings,
        MailboxSection section, IReadOnlyList<Mailbox> ancestors)
    {
        var sum = 0;
        foreach (var (index, mailbox) in siblings.Index())
        {
            var place = rows.Count;
            Mailbox[] inside = [.. children[mailbox.Name]];
            var node = new MailboxNode(mailbox, section, ancestors.Count + 1, inside.Length > 0, ancestors, 0, chosen.GetValueOrDefault(mailbox.Name))
            {
                IsFirst = index == 0,
                IsLast = index == siblings.Length - 1,
            };
            rows.Add(node);
            var unseen = Add(rows, children, chosen, inside, section, [.. ancestors, mailbox]);
            rows[place] = node with { UnseenBelow = unseen };
            sum += unseen + node.Unseen;
        }

        return sum;
    }
}
