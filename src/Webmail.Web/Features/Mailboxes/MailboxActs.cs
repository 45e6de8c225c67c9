using Webmail.Mail;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>
/// What one may do with a mailbox, as words the browser opens the menu by: new, rename, move, read, empty, subscribe, unsubscribe,
/// share, delete; and insert, for messages that are dropped on it.
/// </summary>
internal static class MailboxActs
{
    /// <param name="mailbox">Which.</param>
    /// <param name="needed">It is, or holds, one that mail programs rely on: its name stays.</param>
    /// <param name="rights">The user's rights; null where the server has no ACL, or they are not known.</param>
    /// <param name="known">Whether the rights were asked for.</param>
    public static string Of(Mailbox mailbox, bool needed, MailboxRights? rights, bool known)
    {
        var own = mailbox.Namespace == MailboxNamespace.Personal;
        // Of one's own folders the best is believed until the server says otherwise, of those of others the worst.
        var may = rights ?? (known || own ? MailboxRights.All & ~MailboxRights.Administer : MailboxRights.None);
        var isView = mailbox.SpecialUse is SpecialUse.Flagged or SpecialUse.All;
        var canHold = mailbox is { Selectable: true } && !isView;
        var changes = !needed && may.HasFlag(MailboxRights.DeleteMailbox);
        (string Word, bool May)[] acts =
        [
            ("new", mailbox.Delimiter != '\0' && !isView && may.HasFlag(MailboxRights.CreateInside)),
            ("rename", changes),
            ("move", changes && mailbox.Delimiter != '\0'),
            ("read", mailbox is { Selectable: true, Status.Unseen: > 0 } && may.HasFlag(MailboxRights.Seen)),
            ("empty", canHold && mailbox.SpecialUse is SpecialUse.Trash or SpecialUse.Junk
                && may.HasFlag(MailboxRights.DeleteMessages | MailboxRights.Expunge)),
            ("subscribe", canHold && !mailbox.Name.IsInbox && !mailbox.Subscribed),
            ("unsubscribe", canHold && !mailbox.Name.IsInbox && mailbox.Subscribed),
            ("share", may.HasFlag(MailboxRights.Administer)),
            ("delete", changes),
            ("insert", canHold && may.HasFlag(MailboxRights.Insert)),
        ];
        return string.Join(' ', acts.Where(static act => act.May).Select(static act => act.Word));
    }

    /// <summary>
    /// What one may choose for it, however little one may do with it: favourite, unfavourite, paint, unpaint, up, down.
    /// </summary>
    public static string Choices(MailboxNode node)
    {
        var favourite = node.Chosen is { Favourite: true };
        (string Word, bool May)[] acts =
        [
            ("favourite", node.Mailbox.Selectable && !favourite),
            ("unfavourite", node.Mailbox.Selectable && favourite),
            ("paint", true),
            ("unpaint", node.Colour is not null),
            ("up", !node.IsRepeated && !node.IsFirst),
            ("down", !node.IsRepeated && !node.IsLast),
        ];
        return string.Join(' ', acts.Where(static act => act.May).Select(static act => act.Word));
    }

    /// <summary>INBOX, the special mailboxes, and what they are in: renaming one of those would take them away.</summary>
    public static HashSet<MailboxName> Needed(IReadOnlyList<Mailbox> mailboxes)
    {
        var parents = mailboxes.ToDictionary(static m => m.Name, static m => m.Parent);
        var needed = new HashSet<MailboxName>();
        foreach (var special in mailboxes.Where(static m => m.SpecialUse != SpecialUse.None))
        {
            for (MailboxName? name = special.Name; name is { } one && needed.Add(one);)
                name = parents.GetValueOrDefault(one);
        }

        return needed;
    }
}
